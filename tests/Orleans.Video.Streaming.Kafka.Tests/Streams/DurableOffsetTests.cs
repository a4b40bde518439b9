using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Streaming.Kafka.Tests.Streams;

/// <summary>At least once in, and the group's offset never past what is durable.</summary>
public sealed class DurableOffsetTests
{
    private const int Videos = 60;

    [Fact]
    public async Task Events_survive_silos_that_are_killed_and_the_offset_is_never_ahead_of_what_is_durable()
    {
        await using var cluster = await LogCluster.StartAsync(silos: 2);
        var sent = await SendAllAsync(cluster);
        await Condition.HoldsAsync(async () => (await cluster.CommittedAsync()).Sum() > 0, "something is committed", LogCluster.Cancelled);
        await cluster.KillAsync();
        await AssertNotAheadAsync(cluster, sent, await cluster.CommittedAsync());
        await cluster.OpenAsync(2);
        await cluster.UntilCommittedAsync(committed => AssertNotAheadAsync(cluster, sent, committed));
        await AssertAllThereAsync(cluster);
    }

    [Fact]
    public async Task A_store_that_refuses_calls_makes_events_late_and_the_offset_waits()
    {
        var random = new Random(20_261_124);
        var gate = new Lock();
        await using var cluster = await LogCluster.StartAsync(before: log =>
        {
            log.Store.Refuses = _ =>
            {
                lock (gate) return random.NextDouble() < 0.2;
            };
            return Task.CompletedTask;
        });
        var sent = await SendAllAsync(cluster);
        await cluster.UntilCommittedAsync(committed => AssertNotAheadAsync(cluster, sent, committed));
        await AssertAllThereAsync(cluster);
    }

    [Fact]
    public async Task One_video_that_cannot_be_made_durable_holds_back_its_partitions_offset_and_no_other_video()
    {
        var stuck = true;
        await using var cluster = await LogCluster.StartAsync(partitions: 1, before: log =>
        {
            log.Store.Refuses = name => stuck && name.Contains("video-00", StringComparison.Ordinal);
            return Task.CompletedTask;
        });
        await SendAllAsync(cluster);
        await Condition.HoldsAsync(() => Enumerable.Range(1, Videos - 1).All(n => cluster.Store.IsVideoDurable(IdOf(n))), "every other video is durable", LogCluster.Cancelled);
        Assert.Equal(0, Assert.Single(await cluster.CommittedAsync()));
        stuck = false;
        await cluster.UntilCommittedAsync();
        await AssertAllThereAsync(cluster);
    }

    [Fact]
    public async Task Brokers_that_are_away_make_events_late_and_lose_none()
    {
        await using var cluster = await LogCluster.StartAsync();
        await cluster.SendAsync(LogCluster.Upload("first"));
        await cluster.UntilCommittedAsync();
        await cluster.Broker.DownAsync();
        // Accepted by the producer, which goes on trying; nothing arrives.
        var sent = Enumerable.Range(0, Videos).Select(n => cluster.SendAsync(LogCluster.Upload(IdOf(n)))).ToArray();
        Assert.NotNull(await cluster.Video("first").GetStatusAsync());
        Assert.DoesNotContain(sent, task => task.IsCompletedSuccessfully);
        await cluster.Broker.UpAsync();
        await Task.WhenAll(sent);
        await cluster.UntilCommittedAsync();
        await AssertAllThereAsync(cluster);
    }

    [Fact]
    public async Task Partitions_move_to_a_silo_that_joins_and_back_and_no_event_is_lost()
    {
        await using var cluster = await LogCluster.StartAsync(silos: 1);
        var sending = SendAllAsync(cluster);
        var joined = await cluster.Silos.StartAdditionalSiloAsync();
        await sending;
        await cluster.UntilCommittedAsync();
        // Graceful: its partitions go back, and what comes then is taken too.
        await cluster.Silos.StopSiloAsync(joined);
        await cluster.SendAsync(LogCluster.Upload("last"));
        await cluster.UntilCommittedAsync();
        await AssertAllThereAsync(cluster);
        Assert.NotNull(await cluster.Video("last").GetStatusAsync());
    }

    [Fact]
    public async Task Records_that_retention_deleted_are_passed_over_and_what_is_left_is_taken()
    {
        await using var cluster = await LogCluster.StartAsync(partitions: 1, before: async log =>
        {
            await SendAllAsync(log);
            await log.Broker.TrimAsync(log.Options.Topic, 0, 10);
        });
        await cluster.UntilCommittedAsync();
        for (var n = 10; n < Videos; n++) Assert.True(cluster.Store.IsVideoDurable(IdOf(n)));
        Assert.False(cluster.Store.IsVideoDurable(IdOf(0)));
    }

    private static string IdOf(int n) => $"video-{n:00}";

    private static async Task<List<(int Partition, long Offset, string VideoId)>> SendAllAsync(LogCluster cluster)
    {
        var sent = new List<(int, long, string)>();
        for (var n = 0; n < Videos; n++)
        {
            var result = await cluster.SendAsync(LogCluster.Upload(IdOf(n)));
            sent.Add((result.Partition.Value, result.Offset.Value, IdOf(n)));
        }

        return sent;
    }

    private static Task AssertNotAheadAsync(LogCluster cluster, List<(int Partition, long Offset, string VideoId)> sent, long[] committed)
    {
        foreach (var (partition, offset, videoId) in sent)
            Assert.True(offset >= committed[partition] || cluster.Store.IsVideoDurable(videoId), $"partition {partition}: {committed[partition]} is committed, and {videoId} at {offset} is not durable");
        return Task.CompletedTask;
    }

    private static async Task AssertAllThereAsync(LogCluster cluster)
    {
        for (var n = 0; n < Videos; n++) Assert.Equal(Audience.Private, (await cluster.Video(IdOf(n)).GetStatusAsync())?.Audience);
    }
}
