using CsCheck;
using Orleans.Video.Embeddings;
using Orleans.Video.Grains.Embeddings;
using Xunit;

namespace Orleans.Video.Grains.Tests.Embeddings;

public sealed class SegmentObjectTests
{
    private static readonly Gen<SegmentObject> Any = Gen.Select(Gen.Int[1, 8], Gen.Int[0, 4], Gen.Int[0, 100_000], Gen.Bool).SelectMany((seconds, width, segment, fused) =>
        Gen.Select(Gen.Float.Array[seconds * width], Gen.Float.Array[seconds * width], Gen.Bool.Array[seconds], Gen.Bool.Array[seconds], Gen.Double.Array[width])
            .Select((visual, audio, seen, heard, sums) => new SegmentObject(
                new SegmentEmbedding(segment, segment * 8, seconds, visual, audio, fused ? visual : [], seen, heard),
                new RunningSums(segment * 8 + seconds, sums, sums, fused ? [1, 2, 3] : null, fused ? [0.5f] : null))));

    [Fact]
    public void A_stored_segment_reads_back_as_it_was() => Any.Sample(segment =>
    {
        var read = SegmentObject.Parse("name", segment.ToBytes());
        Assert.Equivalent(segment, read, strict: true);
    });

    [Fact]
    public void Cut_bytes_are_refused_by_name() => Gen.Select(Any, Gen.Int[0, 1_000_000]).Sample((segment, at) =>
    {
        var bytes = segment.ToBytes();
        var exception = Assert.Throws<InvalidDataException>(() => SegmentObject.Parse("vectors/s/v/r/1.vec", bytes.AsMemory(0, at % bytes.Length)));
        Assert.Contains("vectors/s/v/r/1.vec", exception.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Names_sort_as_segments_do() => Gen.Select(Gen.Int[0, 99_999_999], Gen.Int[0, 99_999_999]).Sample((a, b) =>
        Assert.Equal(Math.Sign(a.CompareTo(b)), Math.Sign(string.CompareOrdinal(SegmentObject.Name("s", "v", "r", a), SegmentObject.Name("s", "v", "r", b)))));

    [Fact]
    public void Sums_do_not_depend_on_how_seconds_are_cut_into_segments() => Gen.Float[-1, 1].Array[24].Sample(values =>
    {
        var whole = RunningSums.Zero.Add(Segment(values), null, null);
        var parts = RunningSums.Zero.Add(Segment(values[..8]), null, null).Add(Segment(values[8..20]), null, null).Add(Segment(values[20..]), null, null);
        Assert.Equal(whole.Seconds, parts.Seconds);
        for (var i = 0; i < 4; i++) Assert.Equal(whole.Visual[i], parts.Visual[i], 1e-9);
    });

    [Fact]
    public void The_direction_of_nothing_is_none() => Assert.Null(RunningSums.Direction(new double[4]));

    private static SegmentVectors Segment(float[] rows)
    {
        var present = Enumerable.Repeat(true, rows.Length / 4).ToArray();
        return new SegmentVectors("r", 0, 0, rows, [], present, new bool[present.Length], true);
    }
}
