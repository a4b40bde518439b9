using Orleans.Video.Inference.Starter;

namespace Orleans.Video.Learning.Data.Synthesis;

/// <summary>What sounds like music: notes of one key in a steady beat, on something plucked, blown or struck.</summary>
internal sealed class MusicSynthesizer
{
    private static readonly int[] Major = [0, 2, 4, 5, 7, 9, 11];
    private static readonly int[] Minor = [0, 2, 3, 5, 7, 8, 10];

    private readonly int _sampleRate;
    private readonly SeededGenerator _draws;
    private readonly double _root;
    private readonly int[] _scale;
    private readonly double _beat;

    public MusicSynthesizer(int sampleRate, SeededGenerator draws)
    {
        _sampleRate = sampleRate;
        _draws = draws;
        _root = 110 * Math.Pow(2, draws.NextBelow(12) / 12.0);
        _scale = draws.NextChance(0.5) ? Major : Minor;
        _beat = 60 / draws.NextBetween(90, 180);
    }

    /// <summary>Adds music, of any loudness.</summary>
    /// <param name="variant">Which, as <see cref="SoundVariants"/> names them.</param>
    /// <param name="sound">The samples.</param>
    public void Fill(string variant, Span<float> sound)
    {
        var step = Math.Max(1, (int)(_beat * _sampleRate / 2));
        var degree = _draws.NextBelow(7);
        for (var (at, number) = (0, 0); at < sound.Length; at += step, number++)
        {
            var rest = sound[at..];
            switch (variant)
            {
                case "chords" when number % 4 == 0:
                    degree = _draws.NextOf([0, 3, 4, 5]);
                    for (var voice = 0; voice < 3; voice++) Sustain(rest[..Math.Min(rest.Length, 4 * step)], Pitch(degree + 2 * voice));
                    break;
                case "drums":
                    if (number % 4 == 0) Drum(rest, 55, 0.12, noise: 0);
                    if (number % 4 == 2) Drum(rest, 180, 0.08, noise: 0.8f);
                    if (_draws.NextChance(0.7)) Drum(rest, 0, 0.02, noise: 0.35f);
                    break;
                case "bells" when number % 2 == 0:
                    Bell(rest, Pitch(_draws.NextBelow(7) + 7));
                    break;
                case "melody":
                    degree = Math.Clamp(degree + _draws.NextBelow(5) - 2, 0, 13);
                    if (number % 4 == 0 || _draws.NextChance(0.75)) Pluck(rest, Pitch(degree));
                    break;
                default:
                    break;
            }
        }
    }

    private double Pitch(int degree) => _root * Math.Pow(2, degree / 7 + _scale[degree % 7] / 12.0);

    // A string: noise that runs round in a loop as long as a period and loses its edges (Karplus and Strong, 1983).
    private void Pluck(Span<float> sound, double pitch)
    {
        // The mean of two neighbours delays by half a sample.
        var loop = new float[Math.Max(2, (int)Math.Round(_sampleRate / pitch - 0.5))];
        foreach (ref var value in loop.AsSpan()) value = (float)(_draws.NextUniform() * 2 - 1);
        var at = 0;
        for (var i = 0; i < Math.Min(sound.Length, _sampleRate); i++)
        {
            var next = (at + 1) % loop.Length;
            sound[i] += loop[at];
            loop[at] = 0.498f * (loop[at] + loop[next]);
            at = next;
        }
    }

    private void Sustain(Span<float> sound, double pitch)
    {
        for (var i = 0; i < sound.Length; i++)
        {
            var angle = 2 * Math.PI * pitch * i / _sampleRate;
            // Fades in and out over 20 ms, so that nothing clicks.
            var edge = Math.Min(1, Math.Min(i, sound.Length - i) / (0.02 * _sampleRate));
            sound[i] += (float)(edge * (Math.Sin(angle) + 0.5 * Math.Sin(2 * angle) + 0.25 * Math.Sin(3 * angle) + 0.12 * Math.Sin(4 * angle)));
        }
    }

    private void Bell(Span<float> sound, double pitch)
    {
        // Partials of a bell are no multiples of its pitch.
        ReadOnlySpan<(double Ratio, double Level, double Decay)> partials = [(1, 1, 1.2), (2.76, 0.6, 0.7), (5.4, 0.3, 0.35), (8.93, 0.15, 0.15)];
        foreach (var (ratio, level, decay) in partials)
        {
            if (pitch * ratio > _sampleRate * 0.45) continue;
            for (var i = 0; i < sound.Length; i++)
            {
                var second = (double)i / _sampleRate;
                sound[i] += (float)(level * Math.Exp(-second / decay) * Math.Sin(2 * Math.PI * pitch * ratio * second));
            }
        }
    }

    private void Drum(Span<float> sound, double pitch, double decay, float noise)
    {
        var length = Math.Min(sound.Length, (int)(6 * decay * _sampleRate));
        for (var i = 0; i < length; i++)
        {
            var second = (double)i / _sampleRate;
            var body = pitch > 0 ? Math.Sin(2 * Math.PI * pitch * second * (1 + 0.6 * Math.Exp(-second / 0.02))) : 0;
            sound[i] += (float)(Math.Exp(-second / decay) * (body + noise * (_draws.NextUniform() * 2 - 1)));
        }
    }
}
