using System.Numerics.Tensors;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data.Waves;

namespace Orleans.Video.Learning.Data.Augmentation;

/// <summary>Cuts or fills sounds to one length and changes them. Keeps its scratch memory; one thread at a time.</summary>
internal sealed class SoundAugmenter(SoundAugmentation options, int length)
{
    private readonly float[] _sound = new float[length];

    /// <summary>Changes a sound.</summary>
    /// <param name="source"><c>int16[]</c>, full scale at 32768.</param>
    /// <param name="draws">Where the numbers come from; how many are drawn does not depend on the sound, but on whether there is noise.</param>
    /// <param name="target"><c>int16[length]</c>. A longer sound is cut to a window, a shorter one stands in silence.</param>
    public void Apply(ReadOnlySpan<short> source, SeededGenerator draws, Span<short> target)
    {
        if (target.Length != length) throw new ArgumentException("the sound that comes out has another length", nameof(target));
        var gain = Math.Pow(10, draws.NextBetween(-options.LargestGain, options.LargestGain) / 20);
        var speed = Math.Pow(options.LargestSpeed, draws.NextBetween(-1, 1));
        var place = 0.5 + options.Shift * (draws.NextUniform() - 0.5);
        var isMuffled = draws.NextChance(options.MuffleChance);
        var smoothing = (float)draws.NextBetween(0.2, 0.7);
        var isNoisy = draws.NextChance(options.NoiseChance);
        var above = draws.NextBetween(options.LowestSignalToNoise, 40);
        var colour = (float)draws.NextBetween(0, 0.95);

        var sound = _sound.AsSpan();
        Place(source, speed, place, sound);
        if (isMuffled) Smooth(sound, smoothing);
        TensorPrimitives.Multiply(sound, (float)gain, sound);
        if (isNoisy) AddNoise(sound, above, colour, draws);
        for (var i = 0; i < length; i++) target[i] = (short)Math.Clamp(MathF.Round(sound[i]), short.MinValue, short.MaxValue);
    }

    // At another speed, between two samples lies the line between them. Whole when both are one, so that nothing changes without a change.
    private void Place(ReadOnlySpan<short> source, double speed, double place, Span<float> sound)
    {
        sound.Clear();
        var played = (int)Math.Round(source.Length / speed);
        var free = length - played;
        var start = (int)Math.Round(Math.Abs(free) * place);
        var first = free >= 0 ? start : 0;
        var skipped = free >= 0 ? 0 : start;
        for (var i = 0; i < Math.Min(length, played); i++)
        {
            var at = (i + skipped) * speed;
            if (at >= source.Length) break;
            sound[first + i] = Between.At(source, at);
        }
    }

    // One pole: each value moves only part of the way to the next.
    private static void Smooth(Span<float> sound, float smoothing)
    {
        var last = 0f;
        foreach (ref var value in sound) last = value = value + smoothing * (last - value);
    }

    private static void AddNoise(Span<float> sound, double above, float colour, SeededGenerator draws)
    {
        var power = Math.Sqrt(TensorPrimitives.SumOfSquares<float>(sound) / sound.Length);
        // Silence gets the noise of a quiet room, about −66 dB of full scale, and not noise of its own loudness, which is none.
        var level = Math.Max(power, 160) * Math.Pow(10, -above / 20) * Math.Sqrt(1 - colour * colour) * Math.Sqrt(3);
        var last = 0f;
        foreach (ref var value in sound)
        {
            last = colour * last + (float)(draws.NextUniform() * 2 - 1);
            value += (float)level * last;
        }
    }
}
