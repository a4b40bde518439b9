using Orleans.Video.Retrieval;
using Orleans.Video.Search;

namespace Orleans.Video.Grains.Search;

/// <summary>Makes one answer of many rankings, and keeps for each result why it is there.</summary>
internal static class ResultFusion
{
    /// <summary>The <paramref name="k"/> best by reciprocal rank; hits of several rankings that speak of one video, or of one moment of it, support each other.</summary>
    public static IReadOnlyList<SearchResult> Fuse(IReadOnlyDictionary<string, List<ShardHit>> rankings, SearchScope scope, int k)
    {
        var ranked = rankings.ToDictionary(ranking => ranking.Key, ranking => Ranked(ranking.Value));
        var placeOf = scope == SearchScope.Video ? hit => (hit.VideoId, hit.VideoId) : PlacesOf(ranked.Values.SelectMany(hits => hits));
        var lists = EvidenceKind.All.Where(ranked.ContainsKey)
            .Select(kind => new RankedList(kind, 1, [.. ranked[kind].Select(hit => placeOf(hit).Place)])).ToArray();
        return [.. ReciprocalRankFusion.Fuse(lists).Take(k).Select(item => ResultOf(item, ranked, placeOf, scope))];
    }

    private static List<ShardHit> Ranked(List<ShardHit> hits)
    {
        var sorted = hits.OrderByDescending(hit => hit.Evidence.Score).ThenBy(hit => hit.VideoId, StringComparer.Ordinal).ThenBy(hit => hit.Start).ToList();
        for (var i = 0; i < sorted.Count; i++) sorted[i] = sorted[i] with { Evidence = sorted[i].Evidence with { Rank = i + 1 } };
        return sorted;
    }

    // Moments of one video that overlap or nearly touch, from whatever rankings, are one place.
    private static Func<ShardHit, (string VideoId, string Place)> PlacesOf(IEnumerable<ShardHit> hits)
    {
        var spans = MomentSpans.Merge(hits.Select(hit => new TimedHit(hit.VideoId, hit.Start ?? 0, hit.End ?? 0, hit.Evidence.Score)))
            .ToLookup(moment => moment.VideoId);
        return hit =>
        {
            var span = spans[hit.VideoId].First(moment => moment.Start <= (hit.Start ?? 0) && moment.End >= (hit.End ?? 0));
            return (hit.VideoId, $"{hit.VideoId}\n{span.Start}");
        };
    }

    private static SearchResult ResultOf(
        FusedItem item, Dictionary<string, List<ShardHit>> ranked, Func<ShardHit, (string VideoId, string Place)> placeOf, SearchScope scope)
    {
        var hits = item.Contributions.OrderByDescending(contribution => contribution.Score).ThenBy(contribution => Array.IndexOf(EvidenceKind.All, contribution.List))
            .Select(contribution => ranked[contribution.List].First(hit => placeOf(hit).Place == item.Id)).ToArray();
        return new SearchResult
        {
            VideoId = hits[0].VideoId,
            Title = hits[0].Title,
            // The strongest evidence says where: all of it together may span a whole video.
            Start = scope == SearchScope.Moment ? hits[0].Start : null,
            End = scope == SearchScope.Moment ? hits[0].End : null,
            Score = item.Score,
            Evidence = [.. hits.Select(hit => hit.Evidence)],
        };
    }
}
