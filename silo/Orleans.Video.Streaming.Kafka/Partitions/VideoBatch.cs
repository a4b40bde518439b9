using Orleans.Streams;

namespace Orleans.Video.Streaming.Kafka.Partitions;

/// <summary>The next events of one video, in the order of the log, delivered by one call: the video makes them durable together.</summary>
/// <param name="Events">At least one, all of one video.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.VideoBatch")]
internal sealed record VideoBatch([property: Id(0)] LogBatch[] Events) : IBatchContainer
{
    /// <summary>The most that are delivered by one call.</summary>
    public const int MaxEvents = 64;

    public StreamId StreamId => Events[0].StreamId;

    /// <summary>The last event's: what comes next comes after it.</summary>
    public StreamSequenceToken SequenceToken => Events[^1].Position;

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => Events.SelectMany(static one => one.GetEvents<T>());

    public bool ImportRequestContext() => false;
}
