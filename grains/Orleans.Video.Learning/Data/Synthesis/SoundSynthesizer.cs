using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data.Waves;

namespace Orleans.Video.Learning.Data.Synthesis;

/// <summary>
/// Makes sounds out of numbers: the same sound for the same seed, on one machine to the bit. Peaks lie between −26 and −3 dB of full scale, except in silence.
/// Safe for use by many at once.
/// </summary>
/// <param name="sampleRate">Samples a second, 8,000 or more.</param>
/// <param name="words">The spoken words; null makes speech unavailable.</param>
internal sealed class SoundSynthesizer(int sampleRate, SpokenWords? words)
{
    /// <summary>Makes a sound.</summary>
    /// <param name="kind">What.</param>
    /// <param name="variant">Which of its kind.</param>
    /// <param name="length">Samples.</param>
    /// <param name="seed">Where its numbers begin.</param>
    /// <param name="word">The word that is spoken; any of those that there are when null.</param>
    /// <exception cref="ArgumentException">There is no such variant, or no such word.</exception>
    public SyntheticSound Make(SoundKind kind, string variant, int length, ulong seed, string? word = null)
    {
        if (!SoundVariants.Of(kind).Contains(variant)) throw new ArgumentException($"there is no {kind} '{variant}', but {string.Join(", ", SoundVariants.Of(kind))}", nameof(variant));
        var draws = new SeededGenerator(seed);
        if (kind == SoundKind.Speech)
        {
            if (words is null) throw new ArgumentException("no words have been spoken: make SpokenWords first", nameof(kind));
            var spoken = words.Draw(word, draws);
            return new SyntheticSound(kind, variant, spoken.Word, ToPeak(Fit(spoken.Samples, length, draws), Loudness(kind, draws)));
        }

        var sound = new float[length];
        switch (kind)
        {
            case SoundKind.Music:
                new MusicSynthesizer(sampleRate, draws).Fill(variant, sound);
                break;
            case SoundKind.Noise:
                NoiseSynthesizer.Fill(variant, sound, sampleRate, draws);
                break;
            case SoundKind.Tone:
                FillTone(variant, sound, draws);
                break;
            default:
                if (variant == "room") NoiseSynthesizer.Fill("pink", sound, sampleRate, draws);
                break;
        }

        return new SyntheticSound(kind, variant, null, ToPeak(sound, Loudness(kind, draws)));
    }

    /// <summary>A sound of a kind, of any variant.</summary>
    public SyntheticSound Draw(SoundKind kind, int length, ulong seed)
    {
        var draws = new SeededGenerator(seed);
        return Make(kind, draws.NextOf(SoundVariants.Of(kind)), length, draws.NextBits());
    }

    // A word longer than the room loses its end; a shorter one stands anywhere.
    private static float[] Fit(short[] spoken, int length, SeededGenerator draws)
    {
        var result = new float[length];
        var start = draws.NextBelow(Math.Max(0, length - spoken.Length) + 1);
        for (var i = 0; i < Math.Min(length, spoken.Length); i++) result[start + i] = spoken[i];
        return result;
    }

    private void FillTone(string variant, Span<float> sound, SeededGenerator draws)
    {
        var (low, high) = variant switch
        {
            "low" => (60.0, 220.0),
            "high" => (1500.0, 3800.0),
            _ => (300.0, 1200.0),
        };
        var from = low * Math.Pow(high / low, draws.NextUniform());
        var width = draws.NextBetween(2, 5);
        // A pitch that the sample rate cannot carry would come back as another one.
        var highest = 0.45 * sampleRate;
        var to = variant switch { "rising" => Math.Min(from * width, highest), "falling" => from / width, _ => from };
        var rate = draws.NextBetween(2, 6);
        var share = draws.NextBetween(0.3, 0.7);
        // Sine, or with a few overtones.
        var overtones = draws.NextBelow(3);
        var phase = draws.NextUniform();
        for (var i = 0; i < sound.Length; i++)
        {
            var place = (double)i / sound.Length;
            var second = (double)i / sampleRate;
            var pitch = variant == "siren" ? from * Math.Pow(1.6, Math.Sin(2 * Math.PI * rate / 4 * second)) : from * Math.Pow(to / from, place);
            phase += pitch / sampleRate;
            var value = Math.Sin(2 * Math.PI * phase);
            for (var overtone = 2; overtone <= overtones + 1 && pitch * overtone < highest; overtone++) value += Math.Sin(2 * Math.PI * phase * overtone) / (overtone * overtone);
            var isOn = variant != "beeps" || second * rate % 1 < share;
            sound[i] = isOn ? (float)value : 0;
        }
    }

    // The share of full scale that the loudest sample gets.
    private static double Loudness(SoundKind kind, SeededGenerator draws) =>
        Math.Pow(10, (kind == SoundKind.Silence ? draws.NextBetween(-80, -60) : draws.NextBetween(-26, -3)) / 20);

    private static short[] ToPeak(float[] sound, double peak)
    {
        var loudest = 0f;
        foreach (var value in sound) loudest = Math.Max(loudest, Math.Abs(value));
        var factor = loudest > 0 ? peak / loudest : 0;
        return Array.ConvertAll(sound, value => WaveFile.ToSample(value * factor));
    }
}
