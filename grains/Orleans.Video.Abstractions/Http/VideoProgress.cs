using Orleans.Video.Embeddings;
using Orleans.Video.Videos;

namespace Orleans.Video.Http;

/// <summary>
/// An event of <c>GET /v1/videos/{id}/events</c>. On the wire the event's name is <see cref="Event"/> and its data the one member that
/// belongs to it; changes that follow one another quickly arrive as one event.
/// </summary>
public sealed record VideoProgress
{
    /// <summary><see cref="StateEvent"/>, <see cref="SegmentEvent"/> or <see cref="EmbeddingEvent"/>.</summary>
    public required string Event { get; init; }

    /// <summary>The video as it was last told, with the segments so far. The client keeps it up to date on every event.</summary>
    public required VideoStatus Status { get; init; }

    /// <summary>How far the reading is, for <see cref="SegmentEvent"/>.</summary>
    public SegmentProgress? Segment { get; init; }

    /// <summary>The video's vectors so far, for <see cref="EmbeddingEvent"/>.</summary>
    public VideoVectors? Vectors { get; init; }

    /// <summary>The state, its reason, the text or the media's summary changed. Data: <see cref="VideoStatus"/>; of an erased video its id and state alone.</summary>
    public const string StateEvent = "state";

    /// <summary>A segment, or several, became durable. Data: <see cref="SegmentProgress"/>.</summary>
    public const string SegmentEvent = "segment";

    /// <summary>The video's vectors changed. Data: <see cref="VideoVectors"/>.</summary>
    public const string EmbeddingEvent = "embedding";
}

/// <summary>How far the reading of a revision is.</summary>
/// <param name="Revision">The revision that is read; null before the first segment of a first one.</param>
/// <param name="Segments">Segments whose results are durable.</param>
/// <param name="Seconds">Seconds of media whose results are durable.</param>
public sealed record SegmentProgress(string? Revision, int Segments, int Seconds);
