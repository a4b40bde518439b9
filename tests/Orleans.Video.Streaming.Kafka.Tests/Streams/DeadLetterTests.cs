using System.Text;
using Orleans.Video.Streaming.Kafka.Publishing;
using Xunit;

namespace Orleans.Video.Streaming.Kafka.Tests.Streams;

public sealed class DeadLetterTests
{
    [Fact]
    public async Task A_record_that_is_no_event_becomes_a_dead_letter_with_its_bytes_and_the_reason_and_the_partition_goes_on()
    {
        await using var cluster = await LogCluster.StartAsync(partitions: 1);
        byte[] garbage = [0xFF, 0x00, 0x7B, 0xFE];
        await cluster.SendAsync("video-1", garbage, ("trace", "kept"));
        await cluster.SendAsync(LogCluster.Upload("after"));
        await cluster.UntilCommittedAsync();
        Assert.NotNull(await cluster.Video("after").GetStatusAsync());
        var letter = Assert.Single(await cluster.ReadAsync(cluster.Options.DeadLetters, 1));
        Assert.Equal("video-1", Encoding.UTF8.GetString(letter.Message.Key!));
        Assert.Equal(garbage, letter.Message.Value);
        var headers = letter.Message.Headers.ToDictionary(header => header.Key, header => Encoding.UTF8.GetString(header.GetValueBytes()));
        Assert.Equal("kept", headers["trace"]);
        Assert.Contains("not JSON", headers[DeadLetterBox.ReasonHeader], StringComparison.Ordinal);
        Assert.Equal((cluster.Options.Topic, "0", "0"), (headers[DeadLetterBox.TopicHeader], headers[DeadLetterBox.PartitionHeader], headers[DeadLetterBox.OffsetHeader]));
    }

    [Fact]
    public async Task A_dead_letter_topic_that_cannot_be_written_makes_the_partition_wait_and_loses_nothing()
    {
        await using var cluster = await LogCluster.StartAsync(partitions: 1);
        await cluster.SendAsync(LogCluster.Upload("before"));
        await cluster.UntilCommittedAsync();
        await cluster.Broker.RefuseAsync(cluster.Options.DeadLetters, refused: true);
        await cluster.SendAsync("video-1", "garbage"u8.ToArray());
        await cluster.Lines.UntilAsync("waits, with 1 dead letters", LogCluster.Cancelled);
        await cluster.SendAsync(LogCluster.Upload("after"));
        Assert.Equal(1, Assert.Single(await cluster.CommittedAsync()));
        Assert.False(cluster.Store.IsVideoDurable("after"));
        await cluster.Broker.RefuseAsync(cluster.Options.DeadLetters, refused: false);
        await cluster.UntilCommittedAsync();
        Assert.NotNull(await cluster.Video("after").GetStatusAsync());
        Assert.Equal("garbage"u8.ToArray(), Assert.Single(await cluster.ReadAsync(cluster.Options.DeadLetters, 1)).Message.Value);
    }
}
