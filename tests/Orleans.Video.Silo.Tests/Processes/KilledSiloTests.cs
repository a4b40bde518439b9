using Orleans.Video.Client;
using Orleans.Video.Embeddings;
using Orleans.Video.Http;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Silo.Tests.Processes;

public sealed class KilledSiloTests
{
    private const int Videos = 12;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_killed_twice_in_the_middle_of_twelve_videos_ends_with_the_vectors_of_an_undisturbed_one()
    {
        using var undisturbedData = new TemporaryFolder();
        using var disturbedData = new TemporaryFolder();
        Dictionary<string, (VideoVectors Video, List<SegmentEmbedding> Segments)> expected;
        await using (var undisturbed = await SiloProcess.StartAsync(undisturbedData.Path, SampleVideos.Folder, Cancelled))
        {
            await SubmitAllAsync(undisturbed.Client);
            expected = await SettleAllAsync(undisturbed.Client);
        }

        await using (var first = await SiloProcess.StartAsync(disturbedData.Path, SampleVideos.Folder, Cancelled))
        {
            await SubmitAllAsync(first.Client);
            await KillAfterNextSegmentAsync(first);
        }

        await using (var second = await SiloProcess.StartAsync(disturbedData.Path, SampleVideos.Folder, Cancelled))
        {
            await KillAfterNextSegmentAsync(second);
        }

        await using (var third = await SiloProcess.StartAsync(disturbedData.Path, SampleVideos.Folder, Cancelled))
        {
            var actual = await SettleAllAsync(third.Client);
            foreach (var (id, (video, segments)) in expected)
            {
                AssertEqual(video, actual[id].Video, id);
                Assert.Equal(segments.Count, actual[id].Segments.Count);
                foreach (var (before, after) in segments.Zip(actual[id].Segments)) AssertEqual(before, after, id);
            }

            var listed = new List<string>();
            await foreach (var item in third.Client.ListAsync(cancellationToken: Cancelled)) listed.Add(item.Id);
            Assert.Equal(Enumerable.Range(0, Videos).Select(IdOf).Order(StringComparer.Ordinal), listed);
            for (var n = 0; n < Videos; n++)
                Assert.Equal(IdOf(n), Assert.Single((await third.Client.SearchAsync($"serial{n:00}", cancellationToken: Cancelled)).Results).VideoId);
            var similar = await third.Client.SimilarAsync(IdOf(0), "visual", 1000, Cancelled);
            Assert.Equal(Videos - 1, similar.Results.Select(result => result.VideoId).Distinct().Count());
            Assert.Equal(Videos - 1, similar.Results.Count);
            Assert.Empty(third.Descendants());
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(disturbedData.Path, "staging")));
        Assert.Empty(Directory.EnumerateFiles(disturbedData.Path, "*.partial", SearchOption.AllDirectories));
    }

    private static string IdOf(int n) => $"video-{n:00}";

    /// <summary>Three segments each, all different, in the containers that people upload most.</summary>
    private static string PathOf(int n)
    {
        string[] source = ["-f", "lavfi", "-i", $"testsrc2=s=128x96:r=15:d=20,hue=h={n * 30}", "-f", "lavfi", "-i", $"sine=f={200 + (n * 90)}:r=44100:d=20", "-pix_fmt", "yuv420p"];
        return (n % 3) switch
        {
            0 => SampleVideos.Make($"kill-{n}.mp4", [.. source, "-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-c:a", "aac"]),
            1 => SampleVideos.Make($"kill-{n}.mkv", [.. source, "-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-c:a", "aac"]),
            _ => SampleVideos.Make($"kill-{n}.mpg", [.. source, "-r", "25", "-c:v", "mpeg1video", "-c:a", "mp2"]),
        };
    }

    private static async Task SubmitAllAsync(VideoClient client)
    {
        for (var n = 0; n < Videos; n++) await client.SubmitAsync(new UploadRequest { Id = IdOf(n), Uri = PathOf(n), Title = $"Video serial{n:00}" }, Cancelled);
    }

    /// <summary>Kills a silo when one of its unfinished videos has got a further segment, while others are unfinished still.</summary>
    private static async Task KillAfterNextSegmentAsync(SiloProcess silo)
    {
        var unfinished = await UnfinishedAsync(silo.Client);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        await await Task.WhenAny(unfinished.Select(status => UntilNextSegmentAsync(silo.Client, status, enough.Token)));
        var left = await UnfinishedAsync(silo.Client);
        await silo.KillAsync(Cancelled);
        await enough.CancelAsync();
        Assert.NotEmpty(left);
    }

    private static async Task<IReadOnlyList<VideoStatus>> UnfinishedAsync(VideoClient client)
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, Videos).Select(n => client.GetAsync(IdOf(n), Cancelled)));
        return [.. statuses.Select(status => status!).Where(status => !status.IsSettled)];
    }

    private static async Task UntilNextSegmentAsync(VideoClient client, VideoStatus before, CancellationToken cancellationToken)
    {
        await foreach (var progress in client.WatchAsync(before.Id, cancellationToken))
            if (progress.Status.Segments > before.Segments) return;
    }

    private static async Task<Dictionary<string, (VideoVectors Video, List<SegmentEmbedding> Segments)>> SettleAllAsync(VideoClient client)
    {
        var all = new Dictionary<string, (VideoVectors, List<SegmentEmbedding>)>();
        for (var n = 0; n < Videos; n++)
        {
            var status = await client.WaitUntilSettledAsync(IdOf(n), Cancelled);
            Assert.True(status.State == VideoState.Ready, $"{status.Id} is {status.State}: {status.Reason}");
            var segments = new List<SegmentEmbedding>();
            await foreach (var segment in client.GetSecondsAsync(status.Id, cancellationToken: Cancelled)) segments.Add(segment);
            Assert.Equal(Enumerable.Range(0, status.Segments), segments.Select(segment => segment.Segment));
            all[status.Id] = ((await client.GetEmbeddingAsync(status.Id, cancellationToken: Cancelled))!, segments);
        }

        return all;
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
