using Orleans.Video.Retrieval.Vectors;
using Xunit;

namespace Orleans.Video.Retrieval.Tests;

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Measures the heap, and so must be alone on it.</summary>
[Collection(nameof(Alone))]
public sealed class VectorMemoryTests
{
    [Theory]
    [InlineData(8)]
    [InlineData(1)]
    [InlineData(10_800)]
    public void A_three_hour_video_costs_its_floats_and_a_few_percent(int secondsAtATime)
    {
        const int Seconds = 10_800;
        const int Width = 128;
        var segment = new float[secondsAtATime * Width];
        Array.Fill(segment, 0.5f);
        using var index = new VectorIndex(Width);
        index.Add("first", 0, segment);
        index.Clear();

        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var second = 0; second < Seconds; second += secondsAtATime) index.Add("film", second, segment);
        var cost = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.Equal(Seconds, index.Count);
        Assert.InRange(cost / (double)index.Bytes, 0.9, 1.03);
        GC.KeepAlive(segment);
    }
}
