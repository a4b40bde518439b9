using Confluent.Kafka;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Streaming.Kafka.Configuration;
using Orleans.Video.Streaming.Kafka.Partitions;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Streaming.Kafka.Tests.Partitions;

/// <summary>Two silos that both hold a partition, as when one stood still: whatever each commits and when, the group's offset never goes back.</summary>
public sealed class GroupOffsetTests
{
    private static readonly TopicPartition Partition = new(TestLog.Topic, 0);

    [Fact]
    public async Task A_silo_that_stood_still_does_not_commit_over_its_successor()
    {
        await using var log = await TestLog.RequireAsync(1, ct: LogCluster.Cancelled);
        using var first = Consumer(log);
        using var second = Consumer(log);
        await using var old = Offsets(first);
        Assert.Equal(Offset.Unset, old.Find());
        old.Want(3);
        old.Raise();
        // It stands still with an event that it knows to be durable and has not committed; its successor goes on from where the group is.
        old.Want(4);
        await using var successor = Offsets(second);
        Assert.Equal(3, successor.Find().Value);
        successor.Want(9);
        successor.Raise();
        old.Raise();
        Assert.Equal(9, Assert.Single(await log.CommittedAsync()));
        // Nor later, with what it still had in hand.
        old.Want(6);
        old.Raise();
        Assert.Equal(9, Assert.Single(await log.CommittedAsync()));
        successor.Want(10);
        successor.Raise();
        Assert.Equal(10, Assert.Single(await log.CommittedAsync()));
    }

    [Fact]
    public async Task Whatever_two_silos_commit_the_offset_only_rises_and_is_the_highest_that_either_wanted()
    {
        await using var log = await TestLog.RequireAsync(1, ct: LogCluster.Cancelled);
        using var first = Consumer(log);
        using var second = Consumer(log);
        var floor = 0L;
        await Gen.Select(Gen.Bool, Gen.Long[0, 5]).Array[1, 12].SampleAsync(
            async steps =>
            {
                await using var one = Offsets(first);
                await using var other = Offsets(second);
                one.Find();
                other.Find();
                // A silo's own wishes only rise, from what it found.
                long[] wanted = [floor, floor];
                var committed = floor;
                foreach (var (which, further) in steps)
                {
                    var silo = which ? 1 : 0;
                    wanted[silo] += further;
                    (which ? other : one).Want(wanted[silo]);
                    (which ? other : one).Raise();
                    var now = Assert.Single(await log.CommittedAsync());
                    Assert.True(now >= committed, $"the offset went back from {committed} to {now}");
                    committed = now;
                }

                Assert.Equal(Math.Max(floor, wanted.Max()), committed);
                floor = committed;
            },
            iter: 50,
            threads: 1,
            seed: "0000K2tvVKd1");
    }

    [Fact]
    public async Task What_a_topic_that_was_made_anew_left_behind_is_replaced()
    {
        await using var log = await TestLog.RequireAsync(1, ct: LogCluster.Cancelled);
        using var consumer = Consumer(log);
        await using (var before = Offsets(consumer))
        {
            before.Want(500);
            before.Raise();
        }

        await using var after = Offsets(consumer);
        Assert.Equal(500, after.Find().Value);
        after.Want(2);
        after.Raise();
        Assert.Equal(2, Assert.Single(await log.CommittedAsync()));
    }

    [Fact]
    public async Task What_is_wanted_is_committed_without_asking_and_after_brokers_that_were_away()
    {
        await using var log = await TestLog.RequireAsync(1, ct: LogCluster.Cancelled);
        using var consumer = Consumer(log);
        await using var offset = Offsets(consumer);
        offset.Start();
        offset.Want(1);
        await Condition.HoldsAsync(async () => (await log.CommittedAsync())[0] == 1, "the offset is committed", LogCluster.Cancelled);
        await log.Broker.DownAsync();
        offset.Want(2);
        Assert.Throws<KafkaException>(offset.Raise);
        await log.Broker.UpAsync();
        await Condition.HoldsAsync(async () => (await log.CommittedAsync())[0] == 2, "the offset is committed after the outage", LogCluster.Cancelled);
    }

    private static IConsumer<byte[]?, byte[]?> Consumer(TestLog log) =>
        new ConsumerBuilder<byte[]?, byte[]?>(ClientSettings.Consumer(new KafkaLogOptions { BootstrapServers = log.Broker.BootstrapServers })).SetLogHandler((_, _) => { }).Build();

    private static GroupOffset Offsets(IConsumer<byte[]?, byte[]?> consumer) => new(consumer, Partition, TimeProvider.System, NullLogger.Instance);
}
