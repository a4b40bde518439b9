using System.Runtime.InteropServices;

namespace Orleans.Video.Inference.Speech.Detection;

/// <summary>
/// Finds the stretches of sound in which somebody speaks. A frame of 10 ms counts as speech when it stands out of the noise of the last seconds and the frames
/// around it change and sound as speech does: the shape of its spectrum moves (tones, chords and steady noise stay), and part of it, but not all, is
/// voiced (noise and blows are not, instruments always are). It takes more to begin a stretch than to hold it, and a pause to end it.
/// <para>
/// A decision depends on the frames of a few seconds around it and on nothing before: whoever begins to listen at <see cref="LookBack"/> before
/// <see cref="Settled"/>, however often, finds the same stretches from there on. The memory that it takes is bounded by the longest stretch.
/// </para>
/// </summary>
public sealed class SpeechDetector
{
    /// <summary>How far before <see cref="Settled"/> listening must begin again, in samples.</summary>
    public const int LookBack = 8 * SpeechSound.SampleRate;

    /// <summary>The longest stretch, in samples: 24 s. Who speaks longer without a pause is cut where it is quietest.</summary>
    public const int Longest = 24 * SpeechSound.SampleRate;

    /// <summary>See <see cref="IsIdle"/>: 2 s.</summary>
    public const int IdleTime = 2 * SpeechSound.SampleRate;

    /// <summary>The pause that ends a stretch, in seconds.</summary>
    public const double Pause = 0.7;

    private const int FramesPerSecond = SpeechSound.SampleRate / SoundFrames.Hop;
    private const int PauseFrames = (int)(Pause * FramesPerSecond);
    private const int LongestFrames = Longest / SoundFrames.Hop;
    private const int Margin = 25;         // silence that is kept on both sides
    private const int LongestLeadIn = 100; // how far before the first certain frame a stretch may begin
    private const int LeadInGap = 30;      // the longest quiet time in a lead-in
    private const int Around = 40;         // frames on both sides that a decision looks at
    private const int FewestLoud = 15;     // of them, loud ones without which nothing can be said
    private const int NoiseFrames = 600;   // the time in which the noise is measured
    private const int NoiseStep = 10;
    private const int CutSearch = 400;     // the end of a stretch that is too long, in which it is cut
    private const float Quietest = -58;    // dB of full scale; below it is silence whatever it is
    private const float LoudAboveNoise = 8;
    private const float HeldAboveNoise = 5;
    private const float Voiced = 0.8f;     // how periodic a voice is; horns and brakes of trains seldom are as much

    private readonly FrameHistory _frames;
    private readonly List<short> _samples = [];
    private readonly float[] _sorted = new float[NoiseFrames + Around];
    private readonly float[] _changes = new float[(2 * Around) + 1];
    private readonly float[] _periodicities = new float[(2 * Around) + 1];
    private long _firstSample;
    private long _noiseAt = -1;
    private float _noise;
    private long _decided;
    private long _free;
    private long _start = -1;
    private long _lastHeld;

    /// <summary>Begins to listen.</summary>
    /// <param name="firstSample">The first sample that will be added, counted from the start of the media.</param>
    /// <param name="settled">What an earlier detector's <see cref="Settled"/> was; 0 at the start. <paramref name="firstSample"/> lies <see cref="LookBack"/> before it, or at 0.</param>
    /// <exception cref="ArgumentException">The two do not fit, or are no whole frames.</exception>
    public SpeechDetector(long firstSample = 0, long settled = 0)
    {
        if (firstSample < 0 || firstSample % SoundFrames.Hop != 0 || settled % SoundFrames.Hop != 0 || (firstSample > 0 && firstSample > settled - LookBack))
            throw new ArgumentException($"listening from sample {firstSample} cannot go on at {settled}: begin {LookBack} samples before it, at a multiple of {SoundFrames.Hop}", nameof(firstSample));
        _firstSample = firstSample;
        _frames = new FrameHistory(firstSample / SoundFrames.Hop);
        _decided = _free = settled / SoundFrames.Hop;
    }

    /// <summary>Up to this sample everything is said: what was found before it has been given, and nothing more will be.</summary>
    public long Settled => SoundFrames.Hop * (_start >= 0 ? _start : Math.Max(_free, _decided - LongestLeadIn - Margin));

    /// <summary>Whether nothing of the last <see cref="IdleTime"/> samples is part of a stretch: then <see cref="Settled"/> may be taken to be that long before the end.</summary>
    public bool IsIdle => _start < 0 && (_free * SoundFrames.Hop) <= _firstSample + _samples.Count - IdleTime;

    /// <summary>Listens on.</summary>
    /// <param name="samples"><c>int16[n]</c>, mono at <see cref="SpeechSound.SampleRate"/>, right behind those before; silence where there is no sound.</param>
    /// <returns>The stretches that have ended.</returns>
    public IReadOnlyList<SpeechStretch> Add(ReadOnlySpan<short> samples)
    {
        var found = new List<SpeechStretch>();
        // A piece at a time, so that what is held does not depend on how much comes at once.
        for (; samples.Length > 0; samples = samples[Math.Min(samples.Length, SpeechSound.SampleRate)..])
        {
            _samples.AddRange(samples[..Math.Min(samples.Length, SpeechSound.SampleRate)]);
            Measure(last: false);
            Decide(_frames.End - Around, found);
            Forget();
        }

        return found;
    }

    /// <summary>The sound has ended: the stretch that was still open, if there is one.</summary>
    public IReadOnlyList<SpeechStretch> End()
    {
        var found = new List<SpeechStretch>();
        Measure(last: true);
        Decide(_frames.End, found);
        if (_start >= 0) Close(Math.Min(_lastHeld + 1 + Margin, _frames.End), found);
        return found;
    }

    private void Measure(bool last)
    {
        Span<short> window = stackalloc short[SoundFrames.Window];
        var samples = CollectionsMarshal.AsSpan(_samples);
        while (true)
        {
            // Centred on its hop; what lies outside the sound is silence.
            var from = (_frames.End * SoundFrames.Hop) - ((SoundFrames.Window - SoundFrames.Hop) / 2) - _firstSample;
            var end = _firstSample + samples.Length;
            if (last ? (_frames.End + 1) * SoundFrames.Hop > end : from + SoundFrames.Window > samples.Length) return;
            window.Clear();
            var (first, behind) = (Math.Max(from, 0), Math.Min(from + SoundFrames.Window, samples.Length));
            samples[(int)first..(int)behind].CopyTo(window[(int)(first - from)..]);
            _frames.Add(window);
        }
    }

    private void Decide(long end, List<SpeechStretch> found)
    {
        for (; _decided < end; _decided++)
        {
            var frame = _decided;
            var noise = NoiseAt(frame);
            if (_start < 0)
            {
                if (_frames[frame].Level >= Math.Max(noise + LoudAboveNoise, Quietest) && IsSpeechAround(frame, noise, begins: true)) (_start, _lastHeld) = (LeadIn(frame, noise), frame);
                continue;
            }

            if (_frames[frame].Level >= Math.Max(noise + HeldAboveNoise, Quietest) && IsSpeechAround(frame, noise, begins: false)) _lastHeld = frame;
            if (frame - _lastHeld >= PauseFrames)
            {
                Close(_lastHeld + 1 + Margin, found);
            }
            else if (frame + 1 - _start >= LongestFrames)
            {
                // From the cut on everything is decided anew, as by a detector that begins there.
                var cut = QuietestFrame(frame + 1 - CutSearch, frame + 1);
                Close(cut, found);
                _decided = cut - 1;
            }
        }
    }

    private void Close(long end, List<SpeechStretch> found)
    {
        var (from, to) = ((_start * SoundFrames.Hop) - _firstSample, Math.Min((end * SoundFrames.Hop) - _firstSample, _samples.Count));
        found.Add(new SpeechStretch(_start * SoundFrames.Hop, [.. _samples.GetRange((int)from, (int)(to - from))]));
        (_free, _start) = (end, -1);
    }

    // The beginning of a word is often too faint or too short to be certain of: a stretch begins with the sound before the first certain frame.
    private long LeadIn(long frame, float noise)
    {
        var (first, quiet) = (frame, 0);
        for (var before = frame - 1; before >= Math.Max(_frames.Start, Math.Max(_free, frame - LongestLeadIn)) && quiet < LeadInGap; before--)
        {
            quiet++;
            if (_frames[before].Level < Math.Max(noise + HeldAboveNoise, Quietest)) continue;
            (first, quiet) = (before, 0);
        }

        return Math.Max(first - Margin, _free);
    }

    private bool IsSpeechAround(long frame, float noise, bool begins)
    {
        var least = Math.Max(noise + HeldAboveNoise, Quietest);
        var (loud, voiced) = (0, 0);
        for (var near = Math.Max(frame - Around, _frames.Start); near <= frame + Around && near < _frames.End; near++)
        {
            var measured = _frames[near];
            if (measured.Level < least) continue;
            _changes[loud] = measured.Change;
            _periodicities[loud++] = measured.Periodicity;
            if (measured.Periodicity > Voiced) voiced++;
        }

        if (loud < FewestLoud) return false;
        Array.Sort(_changes, 0, loud);
        Array.Sort(_periodicities, 0, loud);
        var (change, periodicity) = (_changes[loud / 2], _periodicities[loud / 2]);
        return change >= (begins ? 2.7f : 2.3f) && voiced >= (begins ? 0.25f : 0.12f) * loud && periodicity <= 0.985f;
    }

    // The level that nine of ten frames of the last seconds are above.
    private float NoiseAt(long frame)
    {
        var at = frame / NoiseStep * NoiseStep;
        if (at == _noiseAt) return _noise;
        _noiseAt = at;
        var count = 0;
        for (var near = Math.Max(at - NoiseFrames, _frames.Start); near < at + Around && near < _frames.End; near++) _sorted[count++] = _frames[near].Level;
        Array.Sort(_sorted, 0, count);
        return _noise = count == 0 ? 0 : _sorted[count / 10];
    }

    private long QuietestFrame(long from, long to)
    {
        var (best, level) = (from, float.PositiveInfinity);
        for (var frame = from; frame < to; frame++)
        {
            // Over 50 ms: a single frame is quiet within many a sound.
            var sum = 0f;
            for (var near = frame - 2; near <= frame + 2; near++) sum += _frames[Math.Clamp(near, _frames.Start, _frames.End - 1)].Level;
            if (sum < level) (best, level) = (frame, sum);
        }

        return best;
    }

    private void Forget()
    {
        var settled = Settled / SoundFrames.Hop;
        _frames.Forget(settled - NoiseFrames - Around - NoiseStep);
        var samples = (int)Math.Min(((settled - 2) * SoundFrames.Hop) - _firstSample, ((_frames.End - 4) * SoundFrames.Hop) - _firstSample);
        if (samples <= 0) return;
        _samples.RemoveRange(0, samples);
        _firstSample += samples;
    }
}
