namespace Orleans.Video.Videos;

/// <summary>What an <see cref="VideoEvent"/> announces.</summary>
public enum VideoEventKind
{
    /// <summary>There is a video: its media and all of its text. What the event leaves out is empty.</summary>
    Uploaded = 0,

    /// <summary>Text or audience changed: what the event leaves out (null) stays.</summary>
    Updated = 1,

    /// <summary>The video is to be erased.</summary>
    Deleted = 2,
}

/// <summary>
/// An event of an upload system. Events of one video are ordered by <see cref="Sequence"/> (ties by <see cref="Id"/>), not by arrival:
/// in any order and with any repetition they lead to the same video.
/// </summary>
[GenerateSerializer, Immutable, Alias("orleans.video.VideoEvent")]
public sealed record VideoEvent
{
    /// <summary>The event's own id, 1 to 256 characters; unique per video among events of one sequence number.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>The video; see <see cref="Videos.VideoId"/>.</summary>
    [Id(1)] public required string VideoId { get; init; }

    /// <summary>The upload system's order of this video's events; above zero, higher is newer.</summary>
    [Id(2)] public required long Sequence { get; init; }

    /// <summary>What is announced.</summary>
    [Id(3)] public required VideoEventKind Kind { get; init; }

    /// <summary>Where the media is, for <see cref="VideoEventKind.Uploaded"/>: an absolute path, <c>file:</c>, <c>https:</c> or <c>blob:</c> reference.</summary>
    [Id(4)] public string? Uri { get; init; }

    /// <summary>The title, at most 1,000 characters.</summary>
    [Id(5)] public string? Title { get; init; }

    /// <summary>The caption, at most 10,000 characters.</summary>
    [Id(6)] public string? Caption { get; init; }

    /// <summary>The description, at most 100,000 characters.</summary>
    [Id(7)] public string? Description { get; init; }

    /// <summary>The BCP 47 tag of the language of text and speech, such as <c>en</c> or <c>pt-BR</c>.</summary>
    [Id(8)] public string? Language { get; init; }

    /// <summary>Who may see it (see <see cref="Videos.Audience"/>); an upload that leaves it out is public.</summary>
    [Id(9)] public string? Audience { get; init; }

    /// <summary>Whether models may learn from it (see <see cref="LearningLabel"/>); an upload that leaves it out allows it.</summary>
    [Id(10)] public string? Learn { get; init; }
}
