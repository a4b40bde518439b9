using System.Text.Json.Serialization;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Videos;

/// <summary>How far the work on a video has come; the stored segments themselves say how far reading has.</summary>
internal sealed record VideoProgress
{
    /// <summary>The state that people see.</summary>
    public VideoState State { get; init; }

    /// <summary>Why it was rejected, failed or waits.</summary>
    public string? Reason { get; init; }

    /// <summary>Failed tries at <see cref="Revision"/>.</summary>
    public int Attempt { get; init; }

    /// <summary>The revision that <see cref="State"/> speaks of.</summary>
    public string? Revision { get; init; }

    /// <summary>The media reference that <see cref="Revision"/> stands for.</summary>
    public string? MediaUri { get; init; }

    /// <summary>The revision that answers searches.</summary>
    public string? ServingRevision { get; init; }

    /// <summary>Whether the serving revision has been read to its end.</summary>
    public bool ServingComplete { get; init; }

    /// <summary>The stored media of superseded revisions, to be deleted at the end of the next cleanup.</summary>
    public IReadOnlyList<string> SupersededMedia { get; init; } = [];

    /// <summary>Segments of <see cref="Revision"/> that were durable at the last change of state.</summary>
    public int Segments { get; init; }

    /// <summary>Seconds of media in them.</summary>
    public int Seconds { get; init; }

    /// <summary>What the media of <see cref="Revision"/> was when its first segment was read; other bytes start it again.</summary>
    public string? MediaIdentity { get; init; }

    /// <summary>What probing found.</summary>
    public MediaSummary? Media { get; init; }

    /// <summary>Every model set that may have made something of this video: written before the first of it is.</summary>
    public IReadOnlyList<string> Sets { get; init; } = [];

    /// <summary>What is there whole: which model set has read which revision to its end.</summary>
    public IReadOnlyList<FilledRevision> Filled { get; init; } = [];

    /// <summary>Whether deletions that this state implies are still to be done.</summary>
    public bool CleanupPending { get; init; }

    /// <summary>Whether the failure was final, so that recovery leaves it alone.</summary>
    public bool GaveUp { get; init; }

    /// <summary>Counts the changes to the video's state, as <see cref="VideoRecord.Version"/> does.</summary>
    public long Version { get; init; }

    /// <summary>When the first event was accepted.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When something last changed.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>The trace of the event that began the work (W3C traceparent), so that processing after a crash still belongs to it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Whether nothing is left to do without a new event.</summary>
    [JsonIgnore]
    public bool IsFinished => !CleanupPending && State switch
    {
        VideoState.Ready or VideoState.Rejected or VideoState.Erased => true,
        VideoState.Failed => GaveUp,
        _ => false,
    };
}

/// <summary>A revision that a model set has read to its end.</summary>
/// <param name="ModelSet">The set.</param>
/// <param name="Since">The version of the pointer with which it came: what it made before it was removed is gone.</param>
/// <param name="Revision">The revision.</param>
internal readonly record struct FilledRevision(string ModelSet, long Since, string Revision);
