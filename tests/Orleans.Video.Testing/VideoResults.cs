using Orleans.Video.Client;
using Orleans.Video.Embeddings;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Testing;

/// <summary>Everything that was made of one video, as clients see it.</summary>
/// <param name="Video">The vectors of the whole.</param>
/// <param name="Segments">The vectors of its seconds.</param>
public sealed record VideoResults(VideoVectors Video, IReadOnlyList<SegmentEmbedding> Segments)
{
    /// <summary>Waits until videos are settled, fails the test unless they are ready, and fetches what was made of them.</summary>
    public static async Task<IReadOnlyDictionary<string, VideoResults>> CollectAsync(VideoClient client, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, VideoResults>();
        foreach (var id in ids)
        {
            var status = await client.WaitUntilSettledAsync(id, cancellationToken);
            Assert.True(status.State == VideoState.Ready, $"{status.Id} is {status.State}: {status.Reason}");
            var segments = new List<SegmentEmbedding>();
            await foreach (var segment in client.GetSecondsAsync(id, cancellationToken: cancellationToken)) segments.Add(segment);
            Assert.Equal(Enumerable.Range(0, status.Segments), segments.Select(segment => segment.Segment));
            all[id] = new VideoResults((await client.GetEmbeddingAsync(id, cancellationToken: cancellationToken))!, segments);
        }

        return all;
    }

    /// <summary>Fails unless both are the same videos with the same segments and, to 1e-5, the same vectors.</summary>
    public static void AssertEqual(IReadOnlyDictionary<string, VideoResults> expected, IReadOnlyDictionary<string, VideoResults> actual)
    {
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        foreach (var (id, wanted) in expected)
        {
            var got = actual[id];
            AssertEqual(wanted.Video, got.Video, id);
            Assert.Equal(wanted.Segments.Count, got.Segments.Count);
            foreach (var (one, other) in wanted.Segments.Zip(got.Segments)) AssertEqual(one, other, id);
        }
    }

    private static void AssertEqual(VideoVectors expected, VideoVectors actual, string id)
    {
        Assert.Equal((expected.Revision, expected.Segments, expected.Seconds), (actual.Revision, actual.Segments, actual.Seconds));
        AssertClose(expected.Visual, actual.Visual, id);
        AssertClose(expected.Audio, actual.Audio, id);
        AssertClose(expected.Fused, actual.Fused, id);
    }

    private static void AssertEqual(SegmentEmbedding expected, SegmentEmbedding actual, string id)
    {
        Assert.Equal((expected.Segment, expected.StartSecond, expected.Seconds), (actual.Segment, actual.StartSecond, actual.Seconds));
        Assert.Equal(expected.VideoPresent, actual.VideoPresent);
        Assert.Equal(expected.AudioPresent, actual.AudioPresent);
        AssertClose(expected.Visual, actual.Visual, id);
        AssertClose(expected.Audio, actual.Audio, id);
        AssertClose(expected.Fused, actual.Fused, id);
    }

    private static void AssertClose(float[]? expected, float[]? actual, string id)
    {
        Assert.Equal(expected?.Length, actual?.Length);
        for (var i = 0; i < expected?.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual![i]) <= 1e-5, $"{id}: value {i} is {actual[i]} instead of {expected[i]}");
    }
}
