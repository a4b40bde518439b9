using Orleans.Streams;

namespace Orleans.Video.Streaming.Kafka.Partitions;

/// <summary>A queue a partition. The queue's name is the topic, its number the partition; its hash spreads the partitions evenly over a ring.</summary>
internal sealed class PartitionMapper : IStreamQueueMapper
{
    private readonly QueueId[] _queues;
    private readonly Dictionary<QueueId, int> _partitions = [];

    public PartitionMapper(string topic, int partitions)
    {
        Topic = topic;
        _queues = new QueueId[partitions];
        for (var partition = 0; partition < partitions; partition++)
        {
            _queues[partition] = QueueId.GetQueueId(topic, (uint)partition, (uint)((ulong)uint.MaxValue * (ulong)partition / (ulong)partitions));
            _partitions[_queues[partition]] = partition;
        }
    }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>The partition of a queue.</summary>
    public int PartitionOf(QueueId queue) => _partitions[queue];

    /// <inheritdoc/>
    public IEnumerable<QueueId> GetAllQueues() => _queues;

    /// <summary>
    /// Some queue that is always the same: which partition a video's events are in is for the producer to say, and nothing here depends on it.
    /// </summary>
    public QueueId GetQueueForStream(StreamId streamId) => _queues[(uint)streamId.GetHashCode() % (uint)_queues.Length];
}
