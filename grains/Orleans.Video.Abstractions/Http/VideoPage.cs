using Orleans.Video.Videos;

namespace Orleans.Video.Http;

/// <summary>A page of <c>GET /v1/videos</c>, in order of id.</summary>
public sealed record VideoPage
{
    /// <summary>The videos.</summary>
    public required IReadOnlyList<VideoListItem> Videos { get; init; }

    /// <summary>What to give as <c>after</c> for the next page, which may have no videos; null: this was the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>A video in a listing; <c>GET /v1/videos/{id}</c> says more.</summary>
public sealed record VideoListItem
{
    /// <summary>The video.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required VideoState State { get; init; }

    /// <summary>The title.</summary>
    public string? Title { get; init; }

    /// <summary>The caption.</summary>
    public string? Caption { get; init; }

    /// <summary>The BCP 47 language tag.</summary>
    public string? Language { get; init; }

    /// <summary>The revision that answers searches; null before the first.</summary>
    public string? ServingRevision { get; init; }

    /// <summary>Seconds of media whose results are durable.</summary>
    public int Seconds { get; init; }

    /// <summary>When something last changed.</summary>
    public DateTimeOffset Updated { get; init; }
}
