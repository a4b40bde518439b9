using Orleans.Video.Inference.Starter;

namespace Orleans.Video.Learning.Training;

/// <summary>The noise of a step: uniform numbers that seed, step and place alone determine, so that a run that was resumed draws what one that was not would have drawn.</summary>
internal static class TrainingNoise
{
    /// <summary>Fills with numbers from 0 to below 1.</summary>
    public static void Fill(ulong seed, long step, int input, Span<float> numbers)
    {
        var keys = new SeededGenerator(seed);
        var mixed = new SeededGenerator(keys.NextBits() ^ (ulong)step);
        mixed = new SeededGenerator(mixed.NextBits() + (ulong)input);
        const float Scale = 1f / (1 << 24);
        for (var i = 0; i + 1 < numbers.Length; i += 2)
        {
            var bits = mixed.NextBits();
            numbers[i] = (bits >> 40) * Scale;
            numbers[i + 1] = (bits & 0xFFFFFF) * Scale;
        }

        if (numbers.Length % 2 == 1) numbers[^1] = (mixed.NextBits() >> 40) * Scale;
    }
}
