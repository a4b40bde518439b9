using Orleans.Concurrency;
using Orleans.Video.Versions;

namespace Orleans.Video.Videos;

/// <summary>One video: its upload record, its policy label, its state, and the only writer of its progress. Key: the video id.</summary>
[Alias("orleans.video.IVideoGrain")]
public interface IVideoGrain : IGrainWithStringKey
{
    /// <summary>Takes an event. When it returns <see cref="Intake.Accepted"/> the event is durable; a deletion returns when nothing is readable any more.</summary>
    [Alias("Submit")]
    Task<IntakeReply> SubmitAsync(VideoEvent videoEvent);

    /// <summary>The state now; null for a video that no upload named, or that is erased.</summary>
    [Alias("GetStatus"), AlwaysInterleave]
    Task<VideoStatus?> GetStatusAsync();

    /// <summary>
    /// The state as soon as its <see cref="VideoStatus.Version"/> differs from <paramref name="version"/>, or as it is after about
    /// <paramref name="patience"/>; null when the video is not, or no longer, there.
    /// </summary>
    [Alias("WaitForChange"), AlwaysInterleave]
    Task<VideoStatus?> WaitForChangeAsync(long version, TimeSpan patience);

    /// <summary>The life of a video that is there and may be read; null of one that is not.</summary>
    [Alias("GetLife"), AlwaysInterleave]
    Task<VideoLife?> GetLifeAsync();

    /// <summary>Goes on with what a crash left unfinished: processing, or the end of an erasure. Called by recovery; harmless at any time.</summary>
    [Alias("Resume")]
    Task ResumeAsync();

    /// <summary>Begins to make what a model set beside the one that serves lacks of this video; of one that is not ready nothing, since it is ready only once it has been read with each set.</summary>
    /// <param name="modelSet">The set.</param>
    /// <param name="version">The version of the pointer with which it came: a silo that knows an older one looks again.</param>
    [Alias("Fill")]
    Task<FillReply> FillAsync(string modelSet, long version);

    /// <summary>How far <see cref="FillAsync"/> has come, as soon as it has ended, or after about <paramref name="patience"/>.</summary>
    [Alias("WaitForFill"), AlwaysInterleave]
    Task<FillReply> WaitForFillAsync(string modelSet, TimeSpan patience);
}

/// <summary>What became of an event.</summary>
public enum Intake
{
    /// <summary>It took effect, and is durable.</summary>
    Accepted = 0,

    /// <summary>It had been taken before: nothing changed.</summary>
    Duplicate = 1,

    /// <summary>Everything that it says has been said by newer events: nothing changed.</summary>
    Stale = 2,

    /// <summary>It is not a legal event: nothing changed.</summary>
    Invalid = 3,
}

/// <summary>The answer to an event.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Message">For people: why nothing changed; null when accepted.</param>
/// <param name="Status">The video afterwards; null when it is not there.</param>
/// <param name="Sequence">The highest sequence number that the video has seen, also of a video that is erased.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.IntakeReply")]
public sealed record IntakeReply(
    [property: Id(0)] Intake Outcome,
    [property: Id(1)] string? Message,
    [property: Id(2)] VideoStatus? Status,
    [property: Id(3)] long Sequence);
