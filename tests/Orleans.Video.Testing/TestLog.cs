using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace Orleans.Video.Testing;

/// <summary>
/// A topic of events and one of dead letters on a <see cref="KafkaBroker"/>, with a producer that knows nothing of Orleans, and a client that asks
/// the brokers how far the group has come.
/// </summary>
public sealed class TestLog : IAsyncDisposable
{
    /// <summary>The topic of events.</summary>
    public const string Topic = "video-uploads";

    /// <summary>The topic of dead letters.</summary>
    public const string DeadLetters = "video-uploads-dead-letter";

    private static readonly TimeSpan BrokerPatience = TimeSpan.FromSeconds(10);

    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly IConsumer<byte[]?, byte[]?> _group;
    private readonly int _partitions;

    private TestLog(KafkaBroker broker, string group, int partitions)
    {
        (Broker, _partitions) = (broker, partitions);
        // As late as a test may be, but never lost.
        _producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = broker.BootstrapServers, MessageTimeoutMs = 600_000, EnableIdempotence = true }).SetLogHandler((_, _) => { }).Build();
        _group = NewConsumer(group);
    }

    /// <summary>The brokers.</summary>
    public KafkaBroker Broker { get; }

    /// <summary>Starts brokers and makes the topics; skips the calling test, saying why, where it cannot.</summary>
    /// <param name="partitions">Of the topic of events.</param>
    /// <param name="group">The silos' group.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<TestLog> RequireAsync(int partitions, string group = "orleans-video", CancellationToken ct = default)
    {
        var broker = await KafkaBroker.RequireAsync(ct: ct);
        await broker.CreateTopicAsync(Topic, partitions);
        await broker.CreateTopicAsync(DeadLetters, 2);
        return new TestLog(broker, group, partitions);
    }

    /// <summary>A CloudEvent in structured mode, as an upload system writes it.</summary>
    /// <param name="type"><c>video.uploaded</c>, <c>video.updated</c> or <c>video.deleted</c>.</param>
    /// <param name="videoId">The video.</param>
    /// <param name="sequence">The place in the order of the video's events.</param>
    /// <param name="data">What is said of the video; null: nothing.</param>
    public static byte[] CloudEvent(string type, string videoId, long sequence, object? data) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        specversion = "1.0",
        id = EventIdOf(type, sequence),
        source = "/tests",
        type,
        subject = videoId,
        sequence = $"{sequence}",
        data,
    });

    /// <summary>The id of such an event.</summary>
    public static string EventIdOf(string type, long sequence) => $"{type}-{sequence}";

    /// <summary>Sends a record; returns, with its place, once the brokers have it.</summary>
    public Task<DeliveryResult<byte[]?, byte[]?>> SendAsync(string? key, byte[]? value, IEnumerable<(string Name, string Value)>? headers = null, CancellationToken ct = default)
    {
        var message = new Message<byte[]?, byte[]?> { Key = key is null ? null : Encoding.UTF8.GetBytes(key), Value = value, Headers = [] };
        foreach (var (name, text) in headers ?? []) message.Headers.Add(name, Encoding.UTF8.GetBytes(text));
        return _producer.ProduceAsync(Topic, message, ct);
    }

    /// <summary>The group's offset of each partition, as the brokers say; 0 where nothing is committed.</summary>
    public Task<long[]> CommittedAsync() => Task.Run(() =>
    {
        var partitions = Enumerable.Range(0, _partitions).Select(partition => new TopicPartition(Topic, partition));
        return _group.Committed(partitions, BrokerPatience).OrderBy(at => at.Partition.Value).Select(at => at.Offset == Offset.Unset ? 0 : at.Offset.Value).ToArray();
    });

    /// <summary>The end of each partition.</summary>
    public Task<long[]> EndsAsync() => Task.Run(() =>
        Enumerable.Range(0, _partitions).Select(partition => _group.QueryWatermarkOffsets(new TopicPartition(Topic, partition), BrokerPatience).High.Value).ToArray());

    /// <summary>Waits until everything that is in the log now is committed.</summary>
    /// <param name="atEach">Looks at what is committed on the way.</param>
    /// <param name="ct">Gives up.</param>
    public async Task UntilCommittedAsync(Func<long[], Task>? atEach = null, CancellationToken ct = default)
    {
        var ends = await EndsAsync();
        await Condition.HoldsAsync(
            async () =>
            {
                var committed = await CommittedAsync();
                if (atEach is not null) await atEach(committed);
                return committed.SequenceEqual(ends);
            },
            "everything in the log is committed",
            ct);
    }

    /// <summary>Reads a topic from its beginning until there are so many records.</summary>
    public Task<List<ConsumeResult<byte[]?, byte[]?>>> ReadAsync(string topic, int count, CancellationToken ct = default) => Task.Run(
        () =>
        {
            using var consumer = NewConsumer("a plain consumer");
            consumer.Assign([new TopicPartitionOffset(topic, 0, Offset.Beginning), new TopicPartitionOffset(topic, 1, Offset.Beginning)]);
            var found = new List<ConsumeResult<byte[]?, byte[]?>>();
            while (found.Count < count) found.Add(consumer.Consume(ct));
            return found;
        },
        ct);

    /// <summary>Reads the dead letters that there are now: the partition and offset that each was read from, more than once where it was written more than once.</summary>
    public Task<List<(int Partition, long Offset)>> ReadDeadLettersAsync(CancellationToken ct = default) => Task.Run(
        () =>
        {
            using var consumer = NewConsumer("a plain consumer");
            TopicPartition[] partitions = [new(DeadLetters, 0), new(DeadLetters, 1)];
            var left = partitions.Sum(partition => consumer.QueryWatermarkOffsets(partition, BrokerPatience).High.Value);
            consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
            var found = new List<(int, long)>();
            for (; left > 0; left--)
            {
                var headers = consumer.Consume(ct).Message.Headers;
                found.Add(((int)Number(headers, "dead-letter-partition"), Number(headers, "dead-letter-offset")));
            }

            return found;

            static long Number(Headers headers, string name) => long.Parse(Encoding.UTF8.GetString(headers.GetLastBytes(name)));
        },
        ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _producer.Dispose();
        _group.Dispose();
        await Broker.DisposeAsync();
    }

    private IConsumer<byte[]?, byte[]?> NewConsumer(string group) =>
        new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig { BootstrapServers = Broker.BootstrapServers, GroupId = group, EnableAutoCommit = false }).SetLogHandler((_, _) => { }).Build();
}
