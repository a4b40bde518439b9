using Orleans.Video.Client;
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
        IReadOnlyDictionary<string, VideoResults> expected;
        await using (var undisturbed = await SiloProcess.StartAsync(undisturbedData.Path, SampleVideos.Folder, Cancelled))
        {
            await SubmitAllAsync(undisturbed.Client);
            expected = await VideoResults.CollectAsync(undisturbed.Client, Ids, Cancelled);
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
            VideoResults.AssertEqual(expected, await VideoResults.CollectAsync(third.Client, Ids, Cancelled));
            var listed = new List<string>();
            await foreach (var item in third.Client.ListAsync(cancellationToken: Cancelled)) listed.Add(item.Id);
            Assert.Equal(Enumerable.Range(0, Videos).Select(IdOf).Order(StringComparer.Ordinal), listed);
            for (var n = 0; n < Videos; n++)
                Assert.Equal(IdOf(n), Assert.Single((await third.Client.SearchAsync($"serial{n:00}", modalities: ["words"], cancellationToken: Cancelled)).Results).VideoId);
            var similar = await third.Client.SimilarAsync(IdOf(0), "visual", 1000, Cancelled);
            Assert.Equal(Videos - 1, similar.Results.Select(result => result.VideoId).Distinct().Count());
            Assert.Equal(Videos - 1, similar.Results.Count);
            Assert.Empty(third.Descendants());
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(disturbedData.Path, "staging")));
        Assert.Empty(Directory.EnumerateFiles(disturbedData.Path, "*.partial", SearchOption.AllDirectories));
    }

    private static string[] Ids => [.. Enumerable.Range(0, Videos).Select(IdOf)];

    private static string IdOf(int n) => $"video-{n:00}";

    private static async Task SubmitAllAsync(VideoClient client)
    {
        for (var n = 0; n < Videos; n++) await client.SubmitAsync(new UploadRequest { Id = IdOf(n), Uri = SampleVideos.Numbered(n), Title = $"Video serial{n:00}" }, Cancelled);
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
}
