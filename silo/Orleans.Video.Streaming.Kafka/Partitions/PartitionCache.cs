using System.Diagnostics.CodeAnalysis;
using Orleans.Streams;
using Orleans.Video.Grains.Videos;

namespace Orleans.Video.Streaming.Kafka.Partitions;

/// <summary>
/// The events of a partition that are on their way to their videos, a queue a video, and with them the partition's <see cref="OffsetWindow"/>.
/// <code>
///   receiver ─ Take ─► window ─ AddToCache ─► queue of the video ─ cursor ─► VideoGrain
///                        ▲                                                      │ returned: the event is durable
///                        └───────────────── Acknowledge ◄───────────────────────┘
/// </code>
/// An event leaves only when its delivery succeeded. One that fails stays first in the queue of its video and holds back the committed offset,
/// and nothing else: other videos go on as long as fewer than the bound wait. Nothing is kept once it is delivered: what is older is in
/// the log. One grain takes an upload stream (VideoGrain), so a queue has one reader.
/// </summary>
/// <remarks>All members but <see cref="Committable"/> and <see cref="Waiting"/> are called by the partition's pulling agent, one at a time.</remarks>
internal sealed class PartitionCache(PartitionBounds bounds, IWaitingVideos videos, TimeProvider time) : IQueueCache
{
    /// <summary>How long the first event of a video may lie without being handed out before it is offered to the pulling agent again.</summary>
    public static readonly TimeSpan OfferAgainAfter = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly OffsetWindow _window = new();
    private readonly Dictionary<StreamId, VideoQueue> _queues = [];
    private int _count;
    private long _bytes;
    private long _lastCached = -1;
    private long _lastOffering = time.GetTimestamp();

    /// <summary>Told, after every step forward, the offset that may be committed.</summary>
    public Action<long>? Advanced { get; set; }

    /// <summary>The offset that may be committed; null while nothing was taken.</summary>
    public long? Committable
    {
        get
        {
            lock (_lock) return _window.Committable;
        }
    }

    /// <summary>The offset after the last record that was taken; null while nothing was.</summary>
    public long? Next
    {
        get
        {
            lock (_lock) return _window.Next;
        }
    }

    /// <summary>Events that wait here, delivered or not.</summary>
    public int Waiting => Volatile.Read(ref _count);

    /// <summary>How many further events there is room for.</summary>
    public int Room => _bytes >= bounds.MaxBytes ? 0 : Math.Max(0, bounds.MaxEvents - _count);

    /// <summary>A record was read from the partition: until it is acknowledged, the offset does not go past it.</summary>
    public void Take(long offset)
    {
        lock (_lock) _window.Take(offset);
    }

    /// <summary>What a record asked for is durable, or its dead letter is.</summary>
    public void Acknowledge(long offset)
    {
        long? before, after;
        lock (_lock)
        {
            before = _window.Committable;
            _window.Finish(offset);
            after = _window.Committable;
        }

        if (after != before && after is { } next) Advanced?.Invoke(next);
    }

    /// <inheritdoc/>
    public void AddToCache(IList<IBatchContainer> messages)
    {
        foreach (var message in messages)
        {
            // Anything at or below it is here already and is only being offered again.
            if (message is not LogBatch batch || batch.Position.SequenceNumber <= _lastCached) continue;
            _lastCached = batch.Position.SequenceNumber;
            if (!_queues.TryGetValue(batch.StreamId, out var queue)) _queues[batch.StreamId] = queue = new VideoQueue();
            queue.Events.Enqueue(batch);
            queue.Touched = time.GetTimestamp();
            _count++;
            _bytes += batch.Bytes;
        }
    }

    /// <summary>
    /// The first events of videos that nobody has been handed for a while: the agent forgets a stream that was silent for long, or whose
    /// registration failed, and takes it up again when it is shown an event.
    /// </summary>
    public IList<IBatchContainer> TakeForgotten()
    {
        if (_count == 0 || time.GetElapsedTime(_lastOffering) < OfferAgainAfter) return [];
        _lastOffering = time.GetTimestamp();
        var forgotten = new List<IBatchContainer>();
        foreach (var queue in _queues.Values)
        {
            if (queue.HandedOut || time.GetElapsedTime(queue.Touched) < OfferAgainAfter) continue;
            queue.Touched = time.GetTimestamp();
            forgotten.Add(queue.Events.Peek());
        }

        return forgotten;
    }

    /// <summary>Never none: the receiver reads only what there is room for, and must be asked even when there is no room at all.</summary>
    public int GetMaxAddCount() => Math.Max(1, Room);

    /// <summary>Whether reading has to wait because this silo's videos do, or is over because the silo stops.</summary>
    public bool IsUnderPressure() => videos.IsStopping || videos.Waiting > bounds.MaxWaitingVideos;

    /// <summary>Nothing: what is delivered is gone already.</summary>
    public bool TryPurgeFromCache([MaybeNullWhen(false)] out IList<IBatchContainer> purgedItems)
    {
        purgedItems = null;
        return false;
    }

    /// <inheritdoc/>
    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token) => new PartitionCursor(this, streamId);

    /// <summary>
    /// A cursor at the first event of the video that is not delivered. A token of this partition moves the agent past what the video has taken,
    /// which only skips events that this or an earlier reader of the partition delivered in order. A token of another partition
    /// says nothing about this one, and must not move it.
    /// </summary>
    public QueueCacheCursorResult<IQueueCacheCursor> TryGetCacheCursor(StreamId streamId, StreamSequenceToken? token) =>
        token is LogPosition position && position.Partition != bounds.Partition
            ? QueueCacheCursorResult<IQueueCacheCursor>.FromCacheMiss(new QueueCacheMissInfo(token.ToString(), null, null))
            : QueueCacheCursorResult<IQueueCacheCursor>.FromCursor(new PartitionCursor(this, streamId));

    /// <summary>Latest and earliest are the same here: the first event that is not delivered.</summary>
    public QueueCacheCursorResult<IQueueCacheCursor> TryGetCacheCursorAtPosition(StreamId streamId, StreamSubscriptionStartPosition startPosition) => TryGetCacheCursor(streamId, null);

    /// <summary>The first events of a video, all that wait up to <see cref="VideoBatch.MaxEvents"/>; null without one.</summary>
    public VideoBatch? First(StreamId streamId) => _queues.TryGetValue(streamId, out var queue) ? new VideoBatch([.. queue.Events.Take(VideoBatch.MaxEvents)]) : null;

    /// <summary>The first events of a video go out to be delivered, or come back from it.</summary>
    public void Mark(StreamId streamId, bool handedOut)
    {
        if (!_queues.TryGetValue(streamId, out var queue)) return;
        queue.HandedOut = handedOut;
        queue.Touched = time.GetTimestamp();
    }

    /// <summary>Events were delivered. Does nothing for those that were, by another cursor, before.</summary>
    public void Delivered(VideoBatch delivered)
    {
        if (!_queues.TryGetValue(delivered.StreamId, out var queue)) return;
        foreach (var batch in delivered.Events)
        {
            if (queue.Events.Count == 0 || !ReferenceEquals(queue.Events.Peek(), batch)) break;
            queue.Events.Dequeue();
            _count--;
            _bytes -= batch.Bytes;
            Acknowledge(batch.Position.SequenceNumber);
        }

        queue.HandedOut = false;
        queue.Touched = time.GetTimestamp();
        if (queue.Events.Count == 0) _queues.Remove(delivered.StreamId);
    }

    private sealed class VideoQueue
    {
        /// <summary>In the order of their offsets; never empty while it is in the dictionary.</summary>
        public Queue<LogBatch> Events { get; } = new();

        public bool HandedOut { get; set; }

        public long Touched { get; set; }
    }
}

/// <summary>What a partition may hold.</summary>
/// <param name="Partition">The partition, from 0.</param>
/// <param name="MaxEvents">Events that are not delivered.</param>
/// <param name="MaxBytes">Bytes of their records.</param>
/// <param name="MaxWaitingVideos">Videos of this silo that may wait for a place before reading waits too.</param>
internal sealed record PartitionBounds(int Partition, int MaxEvents, long MaxBytes, int MaxWaitingVideos);
