using Orleans.Streams;
using Orleans.Video.Videos;

namespace Orleans.Video.Streaming.Kafka.Partitions;

/// <summary>One event of the log on its way to its video.</summary>
/// <param name="Event">The event, checked.</param>
/// <param name="Position">Where it came from.</param>
/// <param name="Bytes">What its record held, for bounds on memory.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.LogBatch")]
internal sealed record LogBatch([property: Id(0)] VideoEvent Event, [property: Id(1)] LogPosition Position, [property: Id(2)] int Bytes) : IBatchContainer
{
    public StreamId StreamId => StreamId.Create(VideoStreams.Uploads, Event.VideoId);

    public StreamSequenceToken SequenceToken => Position;

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => Event is T typed ? [Tuple.Create<T, StreamSequenceToken>(typed, Position)] : [];

    public bool ImportRequestContext() => false;
}
