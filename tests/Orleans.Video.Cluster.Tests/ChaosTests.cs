using System.Diagnostics;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Cluster.Tests;

/// <summary>Whatever dies, every video that was accepted is ready in the end, once and whole.</summary>
public sealed class ChaosTests
{
    private const int SegmentsEach = 3;

    private static bool Full => Environment.GetEnvironmentVariable("ORLEANS_VIDEO_FULL") == "1";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_silos_killed_and_one_drained_leave_every_video_ready_with_the_vectors_of_an_undisturbed_silo()
    {
        const int seed = 20261124;
        var random = new Random(seed);
        var videos = Full ? 60 : 12;
        var expected = await TestCluster.UndisturbedAsync(videos);
        await using var cluster = await TestCluster.StartAsync(seed);
        var names = new[] { "one", "two", "three" };
        random.Shuffle(names);
        var silos = await cluster.StartSilosAsync(names);
        for (var n = 0; n < videos / 2; n++) await cluster.SubmitAsync(n);

        var segments = videos * SegmentsEach;
        await cluster.UntilSegmentsAsync(random.Next(segments / 12, segments / 4));
        await silos[0].KillAsync(Cancelled);
        for (var n = videos / 2; n < videos; n++) await cluster.SubmitAsync(n);
        await TestCluster.UntilLogsAsync(silos[1], $"Silo {silos[0].Name} is lost");
        var first = await cluster.StartSiloAsync(names[0]);

        await cluster.UntilSegmentsAsync(random.Next(segments / 3, segments / 2));
        await silos[1].KillAsync(Cancelled);
        await TestCluster.UntilLogsAsync(first, $"Silo {silos[1].Name} is lost");
        await cluster.StartSiloAsync(names[1]);

        await cluster.UntilSegmentsAsync(random.Next(segments * 6 / 10, segments * 8 / 10));
        silos[2].Terminate();
        await silos[2].ExitAsync(Cancelled);
        Assert.True(silos[2].ExitCode == 0, silos[2].Log);
        Assert.Contains("This silo has left the cluster", silos[2].Log, StringComparison.Ordinal);

        await cluster.AssertWholeAsync(first, expected);
    }

    [Fact]
    public async Task A_Redis_that_is_killed_and_comes_back_stops_no_video()
    {
        var videos = Full ? 24 : 6;
        var expected = await TestCluster.UndisturbedAsync(videos);
        await using var cluster = await TestCluster.StartAsync(seed: 2);
        var silos = await cluster.StartSilosAsync("one", "two");
        for (var n = 0; n < videos; n++) await cluster.SubmitAsync(n);
        await cluster.UntilSegmentsAsync(videos / 2);
        await cluster.Redis.KillAsync();
        await TestCluster.UntilLogsAsync(silos[0], "is gone (");
        var before = await cluster.CountSegmentsAsync();
        await cluster.UntilSegmentsAsync(Math.Min(before + 2, videos * SegmentsEach));
        await cluster.Redis.StartAgainAsync(Cancelled);
        foreach (var silo in silos) await TestCluster.UntilLogsAsync(silo, "answers again after");
        var third = await cluster.StartSiloAsync("three");
        await cluster.AssertWholeAsync(third, expected);
        Assert.All(silos, silo => Assert.True(silo.IsRunning, silo.Log));
    }

    [Fact]
    public async Task A_blob_server_that_refuses_a_tenth_of_the_calls_and_then_is_gone_makes_videos_late_and_loses_none()
    {
        const int seed = 3;
        var outage = TimeSpan.FromSeconds(Full ? 20 : 6);
        var videos = Full ? 24 : 6;
        var expected = await TestCluster.UndisturbedAsync(videos);
        await using var cluster = await TestCluster.StartAsync(seed);
        var silos = await cluster.StartSilosAsync("one", "two");
        cluster.Proxy.Refuse(0.1);
        for (var n = 0; n < videos; n++) await cluster.SubmitAsync(n);
        await cluster.UntilSegmentsAsync(videos / 2);
        cluster.Proxy.BeGone(true);
        var gone = Stopwatch.GetTimestamp();
        foreach (var silo in silos) await TestCluster.UntilLogsAsync(silo, "The object store is gone");
        await Condition.HoldsAsync(() => Stopwatch.GetElapsedTime(gone) > outage, "the outage is over", Cancelled);
        cluster.Proxy.BeGone(false);
        foreach (var silo in silos) await TestCluster.UntilLogsAsync(silo, "The object store answers again");
        await cluster.AssertWholeAsync(silos[0], expected);
        Assert.True(cluster.Proxy.Refused > 10, $"only {cluster.Proxy.Refused} calls were refused");
        Assert.True(cluster.Proxy.Broken > 0);
        Assert.Contains(silos, silo => silo.Log.Contains("The object store has refused", StringComparison.Ordinal));
    }
}
