using Orleans.Streams;

namespace Orleans.Video.Streaming.Kafka.Partitions;

/// <summary>
/// The pulling agent's hand on one video's queue. Moving on from events that were handed out and not reported as failed means that their delivery
/// returned, that is: the video has made them durable. Moving on from such as failed, or were never handed out, stays at them.
/// </summary>
internal sealed class PartitionCursor(PartitionCache cache, StreamId streamId) : IQueueCacheCursor
{
    private VideoBatch? _current;
    private bool _handedOut;

    public bool MoveNext()
    {
        if (_current is not null && _handedOut) cache.Delivered(_current);
        _handedOut = false;
        _current = cache.First(streamId);
        return _current is not null;
    }

    public IBatchContainer? GetCurrent(out Exception? exception)
    {
        exception = null;
        _handedOut = _current is not null;
        if (_handedOut) cache.Mark(streamId, handedOut: true);
        return _current;
    }

    public void RecordDeliveryFailure()
    {
        if (_handedOut) cache.Mark(streamId, handedOut: false);
        _handedOut = false;
    }

    public void Refresh(StreamSequenceToken token)
    {
        // The next move looks at the queue itself.
    }

    public void Dispose()
    {
        // Whether the delivery of what was handed out succeeded is not known: it stays, and a repetition changes nothing.
        if (_handedOut) cache.Mark(streamId, handedOut: false);
        _handedOut = false;
        _current = null;
    }
}
