using System.Net;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Cluster.Tests;

public sealed class LifeCycleTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_that_is_asked_to_stop_says_so_finishes_its_segments_and_the_others_go_on_at_once()
    {
        const int videos = 8;
        var expected = await TestCluster.UndisturbedAsync(videos, SampleVideos.Numbered);
        await using var cluster = await TestCluster.StartAsync(seed: 5);
        var silos = await cluster.StartSilosAsync("one", "two");
        for (var n = 0; n < videos; n++) await cluster.SubmitAsync(n, SampleVideos.Numbered(n));
        var leaving = silos[1];
        await Condition.HoldsAsync(async () => await TestCluster.MetricAsync(leaving, "video_reading") > 0, "the silo reads a video", Cancelled);
        leaving.Terminate();
        var answers = await AnswersUntilGoneAsync(leaving);
        await leaving.ExitAsync(Cancelled);

        Assert.True(leaving.ExitCode == 0, leaving.Log);
        Assert.Contains("Draining: no further video is begun", leaving.Log, StringComparison.Ordinal);
        Assert.Contains("Drained in", leaving.Log, StringComparison.Ordinal);
        Assert.Contains("This silo has left the cluster", leaving.Log, StringComparison.Ordinal);
        Assert.All(answers, answer => Assert.Contains("draining", answer, StringComparison.Ordinal));
        await TestCluster.UntilLogsAsync(silos[0], $"Silo {leaving.Name} left");
        Assert.DoesNotContain("is lost", silos[0].Log, StringComparison.Ordinal);
        await cluster.AssertWholeAsync(silos[0], expected);

        // It takes work again when it is back.
        await cluster.StartSiloAsync("two");
        await TestCluster.UntilLogsAsync(silos[0], "joined: the cluster has 2 silos");
    }

    [Fact]
    public async Task A_silo_that_joins_takes_over_videos_that_wait_in_line()
    {
        const int videos = 8;
        await using var cluster = await TestCluster.StartAsync(seed: 6);
        var first = await cluster.StartSiloAsync("one");
        for (var n = 0; n < videos; n++) await cluster.SubmitAsync(n, SampleVideos.Numbered(n));
        var second = await cluster.StartSiloAsync("two");
        await TestCluster.UntilLogsAsync(second, $"videos that waited in line on silo {first.Name}");
        await VideoResults.CollectAsync(second.Client, TestCluster.Ids(videos), Cancelled);
        Assert.True(await TestCluster.MetricAsync(second, "video_media_encoded_seconds_total") > 0, "the silo that joined has read nothing");
    }

    /// <summary>What /readyz says once it no longer says that the silo is ready.</summary>
    private static async Task<List<string>> AnswersUntilGoneAsync(SiloProcess silo)
    {
        var answers = new List<string>();
        using var http = new HttpClient();
        await Condition.HoldsAsync(
            async () =>
            {
                try
                {
                    using var answer = await http.GetAsync(new Uri(silo.Address, "/readyz"), Cancelled);
                    if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) answers.Add(await answer.Content.ReadAsStringAsync(Cancelled));
                    return false;
                }
                catch (HttpRequestException)
                {
                    return true;
                }
            },
            $"silo {silo.Name} no longer answers",
            Cancelled);
        return answers;
    }
}
