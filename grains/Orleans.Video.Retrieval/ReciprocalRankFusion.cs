namespace Orleans.Video.Retrieval;

/// <summary>One ranking that goes into a fusion.</summary>
/// <param name="Name">What ranked, such as <c>words</c> or <c>visual</c>; answers quote it.</param>
/// <param name="Weight">Finite and not negative; a list of weight 0 takes no part.</param>
/// <param name="Ids">Best first. A repeated id counts where it stands first.</param>
public sealed record RankedList(string Name, double Weight, IReadOnlyList<string> Ids);

/// <summary>What one list gave to a fused item.</summary>
/// <param name="List">The list's name.</param>
/// <param name="Rank">The item's place in it, from 1.</param>
/// <param name="Score">Weight ÷ (k + rank).</param>
public readonly record struct RankContribution(string List, int Rank, double Score);

/// <summary>An item of the fused ranking.</summary>
/// <param name="Id">The id.</param>
/// <param name="Score">The sum of the contributions.</param>
/// <param name="Contributions">Why it is here: the largest first.</param>
public sealed record FusedItem(string Id, double Score, IReadOnlyList<RankContribution> Contributions);

/// <summary>
/// Makes one ranking of several whose scores cannot be compared: an item's score is Σ weight ÷ (k + rank) over the lists that have it.
/// Cormack, Clarke, Büttcher: "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods", SIGIR 2009.
/// </summary>
public static class ReciprocalRankFusion
{
    /// <summary>The paper's k: large enough that no single list's first place decides alone.</summary>
    public const double DefaultK = 60;

    /// <summary>Fuses the lists. The order of the lists does not matter, equal scores are ordered by id (ordinal).</summary>
    /// <param name="lists">The rankings.</param>
    /// <param name="k">Finite, not negative: the larger, the less the first places stand out.</param>
    /// <exception cref="ArgumentException">A weight or k is negative or not a finite number.</exception>
    public static IReadOnlyList<FusedItem> Fuse(IReadOnlyList<RankedList> lists, double k = DefaultK)
    {
        ArgumentNullException.ThrowIfNull(lists);
        if (!double.IsFinite(k) || k < 0)
            throw new ArgumentException($"k of a reciprocal rank fusion is {k}: give a finite number of at least 0", nameof(k));

        var contributions = new Dictionary<string, List<RankContribution>>();
        var seen = new HashSet<string>();
        foreach (var list in lists)
        {
            if (!double.IsFinite(list.Weight) || list.Weight < 0)
                throw new ArgumentException($"the weight of the ranked list '{list.Name}' is {list.Weight}: give a finite number of at least 0", nameof(lists));
            if (list.Weight == 0) continue;

            seen.Clear();
            for (var i = 0; i < list.Ids.Count; i++)
            {
                if (!seen.Add(list.Ids[i])) continue;
                if (!contributions.TryGetValue(list.Ids[i], out var own)) contributions.Add(list.Ids[i], own = []);
                own.Add(new RankContribution(list.Name, i + 1, list.Weight / (k + i + 1)));
            }
        }

        var fused = new List<FusedItem>(contributions.Count);
        foreach (var (id, own) in contributions)
        {
            // Summed in an order of their own, not that of the lists: floating-point addition is not associative.
            own.Sort(LargestFirst);
            var score = 0.0;
            foreach (var contribution in own) score += contribution.Score;
            fused.Add(new FusedItem(id, score, own));
        }

        fused.Sort(static (a, b) =>
        {
            var byScore = b.Score.CompareTo(a.Score);
            return byScore != 0 ? byScore : string.CompareOrdinal(a.Id, b.Id);
        });
        return fused;
    }

    private static int LargestFirst(RankContribution a, RankContribution b)
    {
        var byScore = b.Score.CompareTo(a.Score);
        if (byScore != 0) return byScore;
        var byName = string.CompareOrdinal(a.List, b.List);
        return byName != 0 ? byName : a.Rank.CompareTo(b.Rank);
    }
}
