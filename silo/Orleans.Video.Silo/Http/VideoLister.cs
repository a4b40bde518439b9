using Orleans.Video.Catalog;
using Orleans.Video.Grains;
using Orleans.Video.Http;
using Orleans.Video.Videos;

namespace Orleans.Video.Silo.Http;

/// <summary>Gathers pages of videos from the shards of the catalog.</summary>
internal sealed class VideoLister(IGrainFactory grains, VideoPipelineOptions pipeline)
{
    /// <summary>Entries that one request looks at, at most, when only few are in the state that is asked for.</summary>
    private const int MostLookedAt = 20_000;

    /// <summary>Up to <paramref name="take"/> videos after an id, in ordinal order. A page may be short, or empty, and yet not the last: only its next says.</summary>
    public async Task<VideoPage> ListAsync(string? after, int take, VideoState? state)
    {
        var found = new List<VideoListItem>();
        var fetch = state is null ? take + 1 : RequestLimits.Page;
        var cursor = after;
        for (var lookedAt = 0; lookedAt < MostLookedAt;)
        {
            var from = cursor;
            var shards = await Task.WhenAll(Enumerable.Range(0, pipeline.Shards).Select(shard => grains.GetGrain<ICatalogGrain>(shard).ListAsync(from, fetch)));
            lookedAt += Math.Max(1, shards.Sum(shard => shard.Count));
            // A shard that gave all it was asked for may have more after its last: beyond the least of these nothing is known to be complete.
            var horizon = shards.Where(shard => shard.Count >= fetch).Select(shard => shard[^1].Id).Min(StringComparer.Ordinal);
            foreach (var entry in shards.SelectMany(shard => shard).OrderBy(entry => entry.Id, StringComparer.Ordinal))
            {
                if (horizon is not null && string.CompareOrdinal(entry.Id, horizon) > 0) break;
                if (entry.State == VideoState.Erased || (state is not null && entry.State != state)) continue;
                if (found.Count == take) return new VideoPage { Videos = found, Next = found[^1].Id };
                found.Add(ItemOf(entry));
            }

            if (horizon is null) return new VideoPage { Videos = found };
            cursor = horizon;
        }

        return new VideoPage { Videos = found, Next = cursor };
    }

    private static VideoListItem ItemOf(CatalogEntry entry) => new()
    {
        Id = entry.Id,
        State = entry.State,
        Title = entry.Title,
        Caption = entry.Caption,
        Language = entry.Language,
        ServingRevision = entry.ServingRevision,
        Seconds = entry.Seconds,
        Updated = entry.Updated,
    };
}
