using Orleans.Concurrency;
using Orleans.Video.Videos;

namespace Orleans.Video.Catalog;

/// <summary>Which videos of a shard exist and which are unfinished. Key: the shard, from 0.</summary>
[Alias("orleans.video.ICatalogGrain")]
public interface ICatalogGrain : IGrainWithIntegerKey
{
    /// <summary>Makes an empty entry for a video that is about to be: unfinished and invisible, so that recovery looks at it. One that is there stays.</summary>
    [Alias("Announce")]
    Task AnnounceAsync(string videoId);

    /// <summary>Makes an entry durable in place of an older one; a newer one (<see cref="CatalogEntry.Version"/>) stays.</summary>
    /// <returns>False when there is no entry of that video: it was removed, or never announced.</returns>
    [Alias("Put")]
    Task<bool> PutAsync(CatalogEntry entry);

    /// <summary>Removes an entry, unless it is newer than <paramref name="version"/>.</summary>
    [Alias("Remove")]
    Task RemoveAsync(string videoId, long version);

    /// <summary>Up to <paramref name="take"/> entries in order of id after <paramref name="after"/> (null: from the first).</summary>
    [Alias("List"), AlwaysInterleave]
    Task<IReadOnlyList<CatalogEntry>> ListAsync(string? after, int take);

    /// <summary>The ids of videos that are neither settled nor fully erased.</summary>
    [Alias("ListUnfinished"), AlwaysInterleave]
    Task<IReadOnlyList<string>> ListUnfinishedAsync();
}

/// <summary>What the catalog, and the index when it is rebuilt, know of a video.</summary>
[GenerateSerializer, Immutable, Alias("orleans.video.CatalogEntry")]
public sealed record CatalogEntry
{
    /// <summary>The video.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Its state.</summary>
    [Id(1)] public required VideoState State { get; init; }

    /// <summary>Whether recovery need not look at it.</summary>
    [Id(2)] public bool Finished { get; init; }

    /// <summary>Whether people may find it: admitted, not erased.</summary>
    [Id(3)] public bool Visible { get; init; }

    /// <summary>The title.</summary>
    [Id(4)] public string? Title { get; init; }

    /// <summary>The caption.</summary>
    [Id(5)] public string? Caption { get; init; }

    /// <summary>The description.</summary>
    [Id(6)] public string? Description { get; init; }

    /// <summary>The BCP 47 language tag.</summary>
    [Id(7)] public string? Language { get; init; }

    /// <summary>The revision whose vectors and words answer searches; null before the first.</summary>
    [Id(8)] public string? ServingRevision { get; init; }

    /// <summary>Seconds of it that are durable.</summary>
    [Id(9)] public int Seconds { get; init; }

    /// <summary>When it last changed.</summary>
    [Id(10)] public DateTimeOffset Updated { get; init; }

    /// <summary>Rises with every change to the video's state: of two entries the higher one is right.</summary>
    [Id(11)] public long Version { get; init; }
}
