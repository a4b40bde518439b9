namespace Orleans.Video.Learning.Data.Waves;

/// <summary>What a sound is between two of its samples: on the line from the one to the other.</summary>
internal static class Between
{
    /// <summary>The value at a place.</summary>
    /// <param name="samples"><c>int16[]</c>.</param>
    /// <param name="at">The place, counted in samples, from 0 to below their number; behind the last it stays.</param>
    public static float At(ReadOnlySpan<short> samples, double at)
    {
        var before = (int)at;
        var next = Math.Min(before + 1, samples.Length - 1);
        return samples[before] + (float)(at - before) * (samples[next] - samples[before]);
    }
}
