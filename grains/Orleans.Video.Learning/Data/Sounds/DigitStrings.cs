using System.Numerics.Tensors;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data.Synthesis;
using Orleans.Video.Learning.Data.Waves;

namespace Orleans.Video.Learning.Data.Sounds;

/// <summary>Something that was said.</summary>
/// <param name="Text">The words, in lower case, with one space between two.</param>
/// <param name="Voice">Who says it.</param>
/// <param name="Samples"><c>int16[]</c>, mono, full scale at 32768.</param>
internal sealed record SpokenString(string Text, string Voice, short[] Samples);

/// <summary>Strings of digits said by one voice, put together from recordings of single ones, with gaps between and noise over all. Safe for use by many at once.</summary>
internal sealed class DigitStrings
{
    private const int MostTries = 1_000;

    private static readonly string[] s_noises = ["white", "pink", "brown"];

    private readonly DigitStringOptions _options;
    private readonly int _sampleRate;
    private readonly LabelledSound[][] _voices;

    /// <param name="recordings">Single digits, each labelled 0–9, its group the voice.</param>
    /// <param name="sampleRate">Their samples a second.</param>
    /// <param name="options">How strings are put together.</param>
    /// <exception cref="ArgumentException">There is no recording, a label is no digit, or an option cannot be used.</exception>
    public DigitStrings(IReadOnlyCollection<LabelledSound> recordings, int sampleRate, DigitStringOptions options)
    {
        options.Check();
        if (recordings.Count == 0) throw new ArgumentException("there is no recording to make strings of", nameof(recordings));
        if (recordings.FirstOrDefault(static s => s.Label is < 0 or > 9) is { } odd) throw new ArgumentException($"{odd.Name} has the label {odd.Label}, which is no digit", nameof(recordings));
        (_options, _sampleRate) = (options, sampleRate);
        _voices = [.. recordings.GroupBy(static r => r.Group).OrderBy(static g => g.Key, StringComparer.Ordinal).Select(static g => g.ToArray())];
    }

    /// <summary>A string: the same for the same seed.</summary>
    /// <exception cref="LearningDataException">No string fits into the longest that is allowed.</exception>
    public SpokenString Make(ulong seed)
    {
        var draws = new SeededGenerator(seed);
        var voice = draws.NextOf(_voices);
        var most = (int)(_options.MostSeconds * _sampleRate);
        var speed = Math.Pow(_options.LargestSpeed, draws.NextBetween(-1, 1));
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var digits = new LabelledSound[_options.FewestDigits + draws.NextBelow(_options.MostDigits - _options.FewestDigits + 1)];
            for (var i = 0; i < digits.Length; i++) digits[i] = draws.NextOf(voice);
            int[] gaps = [.. Enumerable.Range(0, digits.Length + 1).Select(_ => (int)(draws.NextBetween(_options.Gap.Shortest, _options.Gap.Longest) * _sampleRate))];
            if (gaps.Sum() + digits.Sum(d => Played(d, speed)) > most) continue;
            return new SpokenString(string.Join(' ', digits.Select(static d => SoundBank.Digits[d.Label])), voice[0].Group, Mix(digits, gaps, speed, draws));
        }

        throw new LearningDataException($"no string of {_options.FewestDigits} to {_options.MostDigits} digits by {voice[0].Group} fits into {_options.MostSeconds} s: allow longer ones");
    }

    private static int Played(LabelledSound digit, double speed) => (int)Math.Ceiling(digit.Samples.Length / speed);

    private short[] Mix(LabelledSound[] digits, int[] gaps, double speed, SeededGenerator draws)
    {
        var sound = new float[gaps.Sum() + digits.Sum(d => Played(d, speed))];
        var at = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            at += gaps[i];
            var length = Played(digits[i], speed);
            for (var place = 0; place < length; place++) sound[at++] = Between.At(digits[i].Samples, Math.Min(place * speed, digits[i].Samples.Length - 1));
        }

        var noise = new float[sound.Length];
        NoiseSynthesizer.Fill(draws.NextOf(s_noises), noise, _sampleRate, draws);
        var below = Math.Pow(10, -draws.NextBetween(_options.SignalToNoise.Lowest, _options.SignalToNoise.Highest) / 20);
        var level = (float)(below * TensorPrimitives.Norm<float>(sound) / Math.Max(1e-9f, TensorPrimitives.Norm<float>(noise)));
        TensorPrimitives.MultiplyAdd(noise, level, sound, sound);
        return Array.ConvertAll(sound, static value => WaveFile.ToSample(value / 32768));
    }
}
