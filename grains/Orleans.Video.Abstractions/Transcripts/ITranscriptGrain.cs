using Orleans.Concurrency;
using Orleans.Video.Videos;

namespace Orleans.Video.Transcripts;

/// <summary>What is said in one video, as one model set heard it. Key: <c>model set/video</c>.</summary>
[Alias("orleans.video.ITranscriptGrain")]
public interface ITranscriptGrain : IGrainWithStringKey
{
    /// <summary>Makes the words of a segment durable and searchable. A segment is keyed (revision, index): given again, what is stored counts.</summary>
    [Alias("AddSegment")]
    Task AddSegmentAsync(SegmentWords segment);

    /// <summary>Deletes all stored revisions but <paramref name="revision"/> (null: all of them), while <paramref name="claim"/> holds.</summary>
    [Alias("Keep")]
    Task KeepAsync(string? revision, VideoClaim claim);

    /// <summary>The transcript of a revision; null when nothing was heard or no recogniser serves.</summary>
    [Alias("Get"), AlwaysInterleave]
    Task<Transcript?> GetAsync(string revision);
}

/// <summary>A word with its time.</summary>
/// <param name="Text">The word.</param>
/// <param name="Start">Presentation seconds.</param>
/// <param name="End">Presentation seconds.</param>
/// <param name="Confidence">0 to 1.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.SpokenWord")]
public readonly record struct SpokenWord(
    [property: Id(0)] string Text,
    [property: Id(1)] double Start,
    [property: Id(2)] double End,
    [property: Id(3)] float Confidence);

/// <summary>The words of one segment.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Segment">The segment's index.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Engine">What recognised them.</param>
/// <param name="Words">In order of time.</param>
/// <param name="Serve">Whether the index may answer with it already.</param>
/// <param name="Life">The life of the video that they were heard in.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.SegmentWords")]
public sealed record SegmentWords(
    [property: Id(0)] string Revision,
    [property: Id(1)] int Segment,
    [property: Id(2)] string Language,
    [property: Id(3)] string Engine,
    [property: Id(4)] IReadOnlyList<SpokenWord> Words,
    [property: Id(5)] bool Serve,
    [property: Id(6)] VideoLife Life = default);

/// <summary>A run of words without a pause.</summary>
/// <param name="Text">The words, joined by spaces.</param>
/// <param name="Start">Presentation seconds.</param>
/// <param name="End">Presentation seconds.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.Sentence")]
public sealed record Sentence([property: Id(0)] string Text, [property: Id(1)] double Start, [property: Id(2)] double End);

/// <summary>What is said in a video.</summary>
/// <param name="VideoId">The video.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Engine">What recognised the words.</param>
/// <param name="Words">In order of time.</param>
/// <param name="Sentences">In order of time.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.Transcript")]
public sealed record Transcript(
    [property: Id(0)] string VideoId,
    [property: Id(1)] string Revision,
    [property: Id(2)] string Language,
    [property: Id(3)] string Engine,
    [property: Id(4)] IReadOnlyList<SpokenWord> Words,
    [property: Id(5)] IReadOnlyList<Sentence> Sentences);

/// <summary>Published on the stream "transcripts" after each segment with words.</summary>
/// <param name="VideoId">The video.</param>
/// <param name="Words">What was added.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.TranscriptUpdate")]
public sealed record TranscriptUpdate([property: Id(0)] string VideoId, [property: Id(1)] SegmentWords Words);
