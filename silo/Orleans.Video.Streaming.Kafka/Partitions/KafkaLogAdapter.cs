using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Video.Grains.Videos;
using Orleans.Video.Streaming.Kafka.Configuration;
using Orleans.Video.Streaming.Kafka.Publishing;

namespace Orleans.Video.Streaming.Kafka.Partitions;

/// <summary>
/// A topic as Orleans' persistent streams see it. A partition gets a new cache whenever it is taken, and its receiver is made right after: the two
/// share what is on its way.
/// </summary>
internal sealed class KafkaLogAdapter(
    string name,
    KafkaLogOptions options,
    PartitionMapper mapper,
    LogProducer producer,
    LogPublisher publisher,
    IWaitingVideos videos,
    TimeProvider time,
    ILoggerFactory loggers) : IQueueAdapter, IQueueAdapterCache
{
    private readonly Dictionary<QueueId, PartitionCache> _caches = [];
    private readonly Lock _lock = new();

    public string Name => name;

    /// <summary>A token is a place in a partition; a subscriber may go back to whatever is not delivered yet. Going further back is for the group's offsets.</summary>
    public bool IsRewindable => true;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadWrite;

    public IQueueCache CreateQueueCache(QueueId queueId)
    {
        var bounds = new PartitionBounds(mapper.PartitionOf(queueId), options.MaxEventsInFlight, options.MaxBytesInFlight, options.MaxWaitingVideos);
        var cache = new PartitionCache(bounds, videos, time);
        lock (_lock) _caches[queueId] = cache;
        return cache;
    }

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId)
    {
        PartitionCache cache;
        lock (_lock) cache = _caches[queueId];
        return new PartitionReceiver(
            new TopicPartition(mapper.Topic, mapper.PartitionOf(queueId)),
            options,
            cache,
            new DeadLetterBox(options.DeadLetters, producer),
            time,
            loggers.CreateLogger<PartitionReceiver>());
    }

    public Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        publisher.PublishAsync(streamId, events);
}
