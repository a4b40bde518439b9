using Orleans.Concurrency;
using Orleans.Video.Videos;

namespace Orleans.Video.Embeddings;

/// <summary>One video's vectors in one model set, grown segment by segment. Key: <c>model set/video</c>.</summary>
[Alias("orleans.video.IEmbeddingGrain")]
public interface IEmbeddingGrain : IGrainWithStringKey
{
    /// <summary>
    /// Fuses a segment with those before it and makes it durable. A segment is keyed (revision, index): given again, what is stored counts.
    /// Segments come in order; one that is ahead of what is stored is refused with an <see cref="InvalidOperationException"/>.
    /// </summary>
    /// <exception cref="Videos.LogUnavailableException">It is durable, but its update could not be published: <see cref="TakeOverAsync"/> publishes it.</exception>
    [Alias("AddSegment")]
    Task<EmbeddingUpdate> AddSegmentAsync(SegmentVectors segment);

    /// <summary>
    /// How much of a revision is durable: the stored segments are the checkpoints of its processing. The update of the last of them is
    /// published, again if it is not known to have been: every stored segment is published at least once.
    /// </summary>
    /// <exception cref="Videos.LogUnavailableException">It could not be published.</exception>
    [Alias("GetProgress")]
    Task<EmbeddingProgress> GetProgressAsync(string revision);

    /// <summary>
    /// The same for whoever goes on with a revision that another silo began: the last segment is published once more, since that silo may have
    /// died between storing and publishing it.
    /// </summary>
    [Alias("TakeOver")]
    Task<EmbeddingProgress> TakeOverAsync(string revision);

    /// <summary>Encodes the video's title, caption and description (null or empty: none) and makes the vector durable.</summary>
    /// <returns><c>float[D]</c>, L2-normalised; null without text or without a text encoder.</returns>
    [Alias("PutText")]
    Task<float[]?> PutTextAsync(VideoText text);

    /// <summary>Deletes all stored revisions but <paramref name="revision"/>, while <paramref name="claim"/> holds.</summary>
    [Alias("Keep")]
    Task KeepAsync(string? revision, VideoClaim claim);

    /// <summary>Deletes everything that is stored of the video in this model set, while <paramref name="claim"/> holds.</summary>
    [Alias("Erase")]
    Task EraseAsync(VideoClaim claim);

    /// <summary>The vectors of the whole video in a revision; null when there are none.</summary>
    [Alias("GetVideo"), AlwaysInterleave]
    Task<VideoVectors?> GetVideoAsync(string revision);

    /// <summary>The vectors of the seconds of one segment; null when it is not there.</summary>
    [Alias("GetSegment"), AlwaysInterleave]
    Task<SegmentEmbedding?> GetSegmentAsync(string revision, int segment);
}

/// <summary>How much of a revision is durable.</summary>
/// <param name="Segments">Stored segments, from 0 without a gap.</param>
/// <param name="Seconds">Seconds of media in them.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.EmbeddingProgress")]
public readonly record struct EmbeddingProgress([property: Id(0)] int Segments, [property: Id(1)] int Seconds);

/// <summary>What the encoders made of one segment.</summary>
/// <param name="Revision">The revision it belongs to.</param>
/// <param name="Segment">Its index, from 0.</param>
/// <param name="StartSecond">The presentation second at which it starts.</param>
/// <param name="Visual"><c>float[S, Dv]</c>; zeros where absent.</param>
/// <param name="Audio"><c>float[S, Da]</c>; zeros where absent.</param>
/// <param name="VideoPresent">A flag a second.</param>
/// <param name="AudioPresent">A flag a second.</param>
/// <param name="Serve">Whether the index may answer with it already (a first revision) or only once the revision is ready.</param>
/// <param name="Life">The life of the video that it was read in.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.SegmentVectors")]
public sealed record SegmentVectors(
    [property: Id(0)] string Revision,
    [property: Id(1)] int Segment,
    [property: Id(2)] int StartSecond,
    [property: Id(3)] float[] Visual,
    [property: Id(4)] float[] Audio,
    [property: Id(5)] bool[] VideoPresent,
    [property: Id(6)] bool[] AudioPresent,
    [property: Id(7)] bool Serve,
    [property: Id(8)] VideoLife Life = default);

/// <summary>One segment with its fused vectors.</summary>
/// <param name="Segment">Its index.</param>
/// <param name="StartSecond">The presentation second at which it starts.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Visual"><c>float[Seconds, Dv]</c>; zeros where absent.</param>
/// <param name="Audio"><c>float[Seconds, Da]</c>; zeros where absent.</param>
/// <param name="Fused"><c>float[Seconds, D]</c>; empty when the set has no fusion.</param>
/// <param name="VideoPresent">A flag a second.</param>
/// <param name="AudioPresent">A flag a second.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.SegmentEmbedding")]
public sealed record SegmentEmbedding(
    [property: Id(0)] int Segment,
    [property: Id(1)] int StartSecond,
    [property: Id(2)] int Seconds,
    [property: Id(3)] float[] Visual,
    [property: Id(4)] float[] Audio,
    [property: Id(5)] float[] Fused,
    [property: Id(6)] bool[] VideoPresent,
    [property: Id(7)] bool[] AudioPresent);

/// <summary>The vectors of a whole video, as far as it has been read.</summary>
[GenerateSerializer, Immutable, Alias("orleans.video.VideoVectors")]
public sealed record VideoVectors
{
    /// <summary>The model set that made them; vectors of two sets are never compared.</summary>
    [Id(0)] public required string ModelSet { get; init; }

    /// <summary>Whether that set was trained.</summary>
    [Id(1)] public bool Trained { get; init; }

    /// <summary>The revision.</summary>
    [Id(2)] public required string Revision { get; init; }

    /// <summary>Segments so far.</summary>
    [Id(3)] public int Segments { get; init; }

    /// <summary>Seconds so far.</summary>
    [Id(4)] public int Seconds { get; init; }

    /// <summary>Mean of the visual vectors, <c>float[Dv]</c>, L2-normalised; null without pictures.</summary>
    [Id(5)] public float[]? Visual { get; init; }

    /// <summary>Mean of the audio vectors, <c>float[Da]</c>, L2-normalised; null without sound.</summary>
    [Id(6)] public float[]? Audio { get; init; }

    /// <summary>The fused vector, <c>float[D]</c>, L2-normalised; null when the set has no fusion.</summary>
    [Id(7)] public float[]? Fused { get; init; }
}

/// <summary>Published on the stream "embeddings" after each segment.</summary>
/// <param name="VideoId">The video.</param>
/// <param name="Segment">The segment that was added.</param>
/// <param name="Vectors">The video's vectors with it.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.EmbeddingUpdate")]
public sealed record EmbeddingUpdate(
    [property: Id(0)] string VideoId,
    [property: Id(1)] int Segment,
    [property: Id(2)] VideoVectors Vectors);
