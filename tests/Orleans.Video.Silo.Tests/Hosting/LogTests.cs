using System.Text;
using Confluent.Kafka;
using Orleans.Video.Client;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Streaming.Kafka.Configuration;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Silo.Tests.Hosting;

public sealed class LogTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_video_that_a_plain_producer_announces_is_read_and_its_vectors_are_mirrored()
    {
        await using var broker = await KafkaBroker.RequireAsync(ct: Cancelled);
        foreach (var topic in new[] { "video-uploads", "video-uploads-dead-letter", "vectors" }) await broker.CreateTopicAsync(topic, 1);
        using var data = new TemporaryFolder();
        var log = new KafkaLogOptions { BootstrapServers = broker.BootstrapServers, EmbeddingsTopic = "vectors" };
        await using var silo = await VideoSilo.StartAsync(SharedSilo.OptionsFor(data.Path) with { Log = log }, cancellationToken: Cancelled);
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = broker.BootstrapServers }).Build();
        await producer.ProduceAsync("video-uploads", new Message<string, string>
        {
            Key = "announced",
            Value = $$"""{"uri":"{{SampleVideos.Mp4()}}","title":"Announced"}""",
            Headers =
            [
                new Header("ce_specversion", "1.0"u8.ToArray()), new Header("ce_id", "1"u8.ToArray()), new Header("ce_source", "/cms"u8.ToArray()), new Header("ce_type", "video.uploaded"u8.ToArray()),
                new Header("ce_time", "2026-11-24T06:00:00Z"u8.ToArray()), new Header("content-type", "application/json"u8.ToArray()),
            ],
        }, Cancelled);

        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = broker.BootstrapServers, GroupId = "downstream" }).Build();
        consumer.Assign(new TopicPartitionOffset("vectors", 0, Offset.Beginning));
        var record = await Task.Run(() => consumer.Consume(Cancelled));
        Assert.Equal("announced", Encoding.UTF8.GetString(record.Message.Key));
        using var client = new VideoClient(silo.Address);
        Assert.Equal(VideoState.Ready, (await client.WaitUntilSettledAsync("announced", Cancelled)).State);
    }

    [Fact]
    public async Task Brokers_that_do_not_answer_are_named_with_the_option()
    {
        using var data = new TemporaryFolder();
        // Port 1 is nobody's.
        var options = SharedSilo.OptionsFor(data.Path) with { Log = new KafkaLogOptions { BootstrapServers = "127.0.0.1:1", StartTimeout = TimeSpan.FromSeconds(1) } };
        var refused = await Assert.ThrowsAsync<VideoSiloOptionsException>(() => VideoSilo.StartAsync(options, cancellationToken: Cancelled));
        Assert.StartsWith("Video:Log:BootstrapServers: no broker at 127.0.0.1:1 answered", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_topic_that_is_not_there_is_named_with_its_option()
    {
        await using var broker = await KafkaBroker.RequireAsync(ct: Cancelled);
        await broker.CreateTopicAsync("video-uploads", 1);
        using var data = new TemporaryFolder();
        var options = SharedSilo.OptionsFor(data.Path) with { Log = new KafkaLogOptions { BootstrapServers = broker.BootstrapServers } };
        var refused = await Assert.ThrowsAsync<VideoSiloOptionsException>(() => VideoSilo.StartAsync(options, cancellationToken: Cancelled));
        Assert.StartsWith("Video:Log:DeadLetterTopic: there is no topic video-uploads-dead-letter", refused.Message, StringComparison.Ordinal);
    }
}
