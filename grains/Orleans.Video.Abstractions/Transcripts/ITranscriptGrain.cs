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

    /// <summary>The same for what this system's own recognisers heard, with where they must listen again after a crash.</summary>
    [Alias("Hear")]
    Task HearAsync(HeardWords heard);

    /// <summary>Where listening goes on behind a stored segment: a sample from the start of the media; null when nothing says so and it goes on a moment before the segment's end.</summary>
    [Alias("GetSettled")]
    Task<long?> GetSettledAsync(string revision, int segment);

    /// <summary>Makes everything that was heard in a revision searchable; the last step of its processing.</summary>
    [Alias("Complete")]
    Task CompleteAsync(string revision, VideoLife life);

    /// <summary>
    /// Takes what people say is said, in place of what recognisers heard in the times of its sentences. It is kept for as long as the video is of this
    /// revision, whatever processes it. Sentences are in order and do not overlap; none takes an earlier correction back.
    /// </summary>
    /// <returns>Whether there is a video to correct.</returns>
    [Alias("Correct")]
    Task<bool> CorrectAsync(string revision, IReadOnlyList<Sentence> sentences);

    /// <summary>Deletes all stored revisions but <paramref name="revision"/> (null: all of them, but no correction), while <paramref name="claim"/> holds.</summary>
    [Alias("Keep")]
    Task KeepAsync(string? revision, VideoClaim claim);

    /// <summary>Deletes everything that was heard in the video and every correction, while <paramref name="claim"/> holds.</summary>
    [Alias("Erase")]
    Task EraseAsync(VideoClaim claim);

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
/// <param name="Engine">What recognised them, as <c>engine:model</c>.</param>
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

/// <summary>The words of one segment as a recogniser of this system heard them.</summary>
/// <param name="Words">The words that were final when the segment ended: a sentence that goes on belongs whole to the segment in which it ends.</param>
/// <param name="Settled">The sample, from the start of the media, up to which everything was said then; null when the segment ends in silence.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.HeardWords")]
public sealed record HeardWords([property: Id(0)] SegmentWords Words, [property: Id(1)] long? Settled);

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
/// <param name="Engine">What recognised the words, as <c>engine:model</c>; <c>people</c> when every word is a correction.</param>
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
