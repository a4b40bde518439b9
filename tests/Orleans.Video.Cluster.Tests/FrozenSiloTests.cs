using System.Text;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Cluster.Tests;

public sealed class FrozenSiloTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_that_was_frozen_and_declared_dead_overwrites_nothing_brings_nothing_back_and_ends()
    {
        const int videos = 6;
        var expected = await TestCluster.UndisturbedAsync(2 * videos, SampleVideos.Numbered);
        await using var cluster = await TestCluster.StartAsync(seed: 4, partitions: 6);
        var events = cluster.Events!;
        var silos = await cluster.StartSilosAsync("one", "two", "frozen");
        await SendAsync(events, 0, videos);
        var frozen = silos[2];
        await cluster.UntilSegmentsAsync(2);
        await Condition.HoldsAsync(
            async () => await TestCluster.MetricAsync(frozen, "video_reading") > 0 && await TestCluster.MetricAsync(frozen, "video_log_partitions") > 0,
            "the silo to freeze reads a video and partitions",
            Cancelled);
        frozen.Freeze();
        Assert.True(await cluster.CountSegmentsAsync() < videos * 3, "every video was read before the silo was frozen");
        // Its partitions have something for their next silos too.
        await SendAsync(events, videos, videos);

        foreach (var other in silos[..2]) await TestCluster.UntilLogsAsync(other, $"Silo {frozen.Name} is lost");
        await events.Log.UntilCommittedAsync(ct: Cancelled);
        await events.AssertNotAheadAsync(cluster.Store);
        await cluster.AssertWholeAsync(silos[0], expected);
        // What the frozen silo was reading is among them, so it goes on in the middle of a video that is no more.
        var erased = TestCluster.Ids(2 * videos).Where((_, n) => n % 2 == 0).ToArray();
        foreach (var id in erased) Assert.True(await silos[1].Client.DeleteAsync(id, cancellationToken: Cancelled));
        var before = await cluster.SnapshotAsync();

        var committed = await events.Log.CommittedAsync();

        frozen.Thaw();
        var ended = frozen.ExitAsync(Cancelled);
        while (!ended.IsCompleted) Assert.Equal(committed, await events.Log.CommittedAsync());
        await ended;
        Assert.Equal(committed, await events.Log.CommittedAsync());

        Assert.Equal(1, frozen.ExitCode);
        Assert.Contains("declared dead", frozen.Log, StringComparison.Ordinal);
        Assert.Empty(frozen.Descendants());
        Assert.Equal(before.OrderBy(entry => entry.Key, StringComparer.Ordinal), (await cluster.SnapshotAsync()).OrderBy(entry => entry.Key, StringComparer.Ordinal));
        foreach (var id in erased)
        {
            Assert.Null(await silos[0].Client.GetAsync(id, Cancelled));
            string[] tombstones = [$"state/progress/{id}.json", $"state/video/{id}.json"];
            Assert.Equal(tombstones, before.Keys.Where(name => name.Contains(id, StringComparison.Ordinal)).Order(StringComparer.Ordinal));
            foreach (var name in tombstones) Assert.DoesNotContain("serial", Encoding.UTF8.GetString((await cluster.Store.GetAsync(name, Cancelled))!.Content.Span), StringComparison.Ordinal);
        }

        await cluster.AssertWholeAsync(silos[0], expected.Where(video => !erased.Contains(video.Key)).ToDictionary());
    }

    private static Task SendAsync(SentEvents events, int first, int count) => Task.WhenAll(Enumerable.Range(first, count).Select(n =>
        events.SendAsync("video.uploaded", TestCluster.IdOf(n), 1, new { uri = SampleVideos.Numbered(n), title = $"Video serial{n:00}" })));
}
