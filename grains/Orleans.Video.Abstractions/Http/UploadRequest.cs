using Orleans.Video.Videos;

namespace Orleans.Video.Http;

/// <summary>What <c>POST /v1/videos</c> takes: as JSON, or as the text parts of a multipart upload, whose file stands for <see cref="Uri"/>.</summary>
public sealed record UploadRequest
{
    /// <summary>The video's id (see <see cref="VideoId"/>); null: the server makes one that sorts by time.</summary>
    public string? Id { get; init; }

    /// <summary>Where the media is: an absolute path or <c>file:</c> below a media root, <c>https:</c>, or <c>blob:</c>. Not with an uploaded file.</summary>
    public string? Uri { get; init; }

    /// <summary>The title, at most 1,000 characters.</summary>
    public string? Title { get; init; }

    /// <summary>The caption, at most 10,000 characters.</summary>
    public string? Caption { get; init; }

    /// <summary>The description, at most 100,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>The BCP 47 tag of the language of text and speech.</summary>
    public string? Language { get; init; }

    /// <summary>Who may see it (see <see cref="Videos.Audience"/>); null: public.</summary>
    public string? Audience { get; init; }

    /// <summary>Whether models may learn from it (see <see cref="Videos.LearningLabel"/>); null: they may.</summary>
    public string? Learn { get; init; }

    /// <summary>The upload system's order of this video's events, above zero; null: one more than the highest the server has seen.</summary>
    public long? Sequence { get; init; }

    /// <summary>The event's own id, 1 to 256 characters, by which a repetition is known; null: the server makes one.</summary>
    public string? EventId { get; init; }
}

/// <summary>What <c>PATCH /v1/videos/{id}</c> takes. A member that is left out or null stays as it is; an empty text clears it.</summary>
public sealed record UpdateRequest
{
    /// <summary>The new title, at most 1,000 characters.</summary>
    public string? Title { get; init; }

    /// <summary>The new caption, at most 10,000 characters.</summary>
    public string? Caption { get; init; }

    /// <summary>The new description, at most 100,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>The new BCP 47 language tag.</summary>
    public string? Language { get; init; }

    /// <summary>The new audience (see <see cref="Videos.Audience"/>).</summary>
    public string? Audience { get; init; }

    /// <summary>Whether models may learn from it (see <see cref="Videos.LearningLabel"/>).</summary>
    public string? Learn { get; init; }

    /// <summary>The upload system's order of this video's events, above zero; null: one more than the highest the server has seen.</summary>
    public long? Sequence { get; init; }

    /// <summary>The event's own id, 1 to 256 characters; null: the server makes one.</summary>
    public string? EventId { get; init; }
}
