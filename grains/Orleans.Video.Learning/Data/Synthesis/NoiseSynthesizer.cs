using Orleans.Video.Inference.Starter;

namespace Orleans.Video.Learning.Data.Synthesis;

/// <summary>Noises: equal power at all frequencies (white), falling by 3 dB (pink) and 6 dB (brown) an octave, and what sounds like weather and bad lines.</summary>
internal static class NoiseSynthesizer
{
    /// <summary>Writes a noise, of any loudness.</summary>
    /// <param name="variant">Which, as <see cref="SoundVariants"/> names them.</param>
    /// <param name="sound">The samples.</param>
    /// <param name="sampleRate">Samples a second.</param>
    /// <param name="draws">Where the numbers come from.</param>
    public static void Fill(string variant, Span<float> sound, int sampleRate, SeededGenerator draws)
    {
        switch (variant)
        {
            case "pink":
                Pink(sound, draws);
                break;
            case "brown":
                Smooth(sound, 0.995f, draws);
                break;
            case "wind":
                Smooth(sound, 0.97f, draws);
                Swell(sound, sampleRate, draws);
                break;
            case "rain":
                for (var i = 0; i < sound.Length; i++) sound[i] = 0.15f * White(draws);
                Strike(sound, sampleRate, perSecond: 160, decay: 0.002, draws);
                break;
            case "crackle":
                Strike(sound, sampleRate, draws.NextBetween(8, 30), decay: 0.0006, draws);
                break;
            default:
                foreach (ref var value in sound) value = White(draws);
                break;
        }
    }

    private static float White(SeededGenerator draws) => (float)(draws.NextUniform() * 2 - 1);

    // The sum of noises that are renewed every sample, every second one, every fourth one … (Voss; Martin Gardner, Scientific American, April 1978).
    private static void Pink(Span<float> sound, SeededGenerator draws)
    {
        Span<float> rows = stackalloc float[12];
        foreach (ref var row in rows) row = White(draws);
        for (var i = 0; i < sound.Length; i++)
        {
            rows[Math.Min(rows.Length - 1, int.TrailingZeroCount(i + 1))] = White(draws);
            var sum = White(draws);
            foreach (var row in rows) sum += row;
            sound[i] = sum;
        }
    }

    private static void Smooth(Span<float> sound, float smoothing, SeededGenerator draws)
    {
        var last = 0f;
        foreach (ref var value in sound) value = last = smoothing * last + (1 - smoothing) * White(draws);
    }

    private static void Swell(Span<float> sound, int sampleRate, SeededGenerator draws)
    {
        var slow = draws.NextBetween(0.2, 0.5);
        var fast = draws.NextBetween(0.8, 1.7);
        var phase = draws.NextUniform() * 2 * Math.PI;
        for (var i = 0; i < sound.Length; i++)
        {
            var second = (double)i / sampleRate;
            sound[i] *= (float)(0.55 + 0.3 * Math.Sin(2 * Math.PI * slow * second + phase) + 0.15 * Math.Sin(2 * Math.PI * fast * second));
        }
    }

    private static void Strike(Span<float> sound, int sampleRate, double perSecond, double decay, SeededGenerator draws)
    {
        var chance = perSecond / sampleRate;
        var fade = (float)Math.Exp(-1 / (decay * sampleRate));
        // At least one, so that no short sound is silence by chance.
        var sure = draws.NextBelow(Math.Max(1, sound.Length * 3 / 4));
        var level = 0f;
        for (var i = 0; i < sound.Length; i++)
        {
            level *= fade;
            if (draws.NextChance(chance) || i == sure) level = (float)draws.NextBetween(0.3, 1);
            sound[i] += level * White(draws);
        }
    }
}
