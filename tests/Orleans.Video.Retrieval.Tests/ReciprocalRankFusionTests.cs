using CsCheck;
using Xunit;

namespace Orleans.Video.Retrieval.Tests;

public sealed class ReciprocalRankFusionTests
{
    private static readonly Gen<IReadOnlyList<RankedList>> Lists =
        Gen.Select(Gen.Double[0, 3], Gen.Int[0, 12].Select(static i => $"v{i}").Array[0, 10])
            .List[0, 4]
            .Select(static lists => (IReadOnlyList<RankedList>)[.. lists.Select(static (list, i) => new RankedList($"list {i}", list.Item1, list.Item2))]);

    [Fact]
    public void The_formula_is_that_of_the_paper()
    {
        var fused = ReciprocalRankFusion.Fuse([new("words", 1, ["a", "b", "c"]), new("visual", 2, ["c", "a"])]);

        Assert.Equal(["c", "a", "b"], fused.Select(static item => item.Id));
        Assert.Equal(1 / 63.0 + 2 / 61.0, fused[0].Score, 15);
        Assert.Equal(1 / 61.0 + 2 / 62.0, fused[1].Score, 15);
        Assert.Equal(1 / 62.0, fused[2].Score, 15);
        Assert.Equal([new("visual", 1, 2 / 61.0), new("words", 3, 1 / 63.0)], fused[0].Contributions);
    }

    [Fact]
    public void K_is_what_is_added_to_the_rank() =>
        Assert.Equal(1 / 2.0, ReciprocalRankFusion.Fuse([new("words", 1, ["a"])], k: 1)[0].Score);

    [Fact]
    public void The_order_of_the_lists_does_not_matter() =>
        Gen.Select(Lists, Gen.Int).Sample((lists, seed) =>
        {
            var shuffled = lists.ToArray();
            new Random(seed).Shuffle(shuffled);
            var (expected, actual) = (ReciprocalRankFusion.Fuse(lists), ReciprocalRankFusion.Fuse(shuffled));
            Assert.Equal(expected.Select(static item => (item.Id, item.Score)), actual.Select(static item => (item.Id, item.Score)));
            for (var i = 0; i < expected.Count; i++) Assert.Equal(expected[i].Contributions, actual[i].Contributions);
        });

    [Fact]
    public void A_better_rank_never_lowers_a_place() =>
        Gen.Select(Lists, Gen.Int[0, 3], Gen.Int[1, 9]).Sample((lists, which, from) =>
        {
            if (which >= lists.Count) return;
            var ids = lists[which].Ids.Distinct().ToList();
            if (from >= ids.Count) return;
            var risen = ids[from];
            var before = Place(lists.Select((list, i) => i == which ? list with { Ids = [.. ids] } : list), risen);
            (ids[from - 1], ids[from]) = (ids[from], ids[from - 1]);
            var after = Place(lists.Select((list, i) => i == which ? list with { Ids = [.. ids] } : list), risen);
            Assert.True(after <= before, $"{risen} rose in {lists[which].Name} and fell from {before} to {after}");
        });

    [Fact]
    public void A_repeated_id_counts_once_where_it_stands_first()
    {
        var item = Assert.Single(ReciprocalRankFusion.Fuse([new("words", 1, ["a", "a", "a"])]));
        Assert.Equal([new("words", 1, 1 / 61.0)], item.Contributions);
    }

    [Fact]
    public void A_list_of_weight_zero_takes_no_part() =>
        Assert.Empty(ReciprocalRankFusion.Fuse([new("words", 0, ["a"])]));

    [Fact]
    public void Equal_scores_are_ordered_by_id() =>
        Assert.Equal(["A", "a", "b"], ReciprocalRankFusion.Fuse([new("1", 1, ["b"]), new("2", 1, ["a"]), new("3", 1, ["A"])]).Select(static item => item.Id));

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_weight_or_k_that_is_no_number_is_refused(double value)
    {
        Assert.Contains("'words'", Assert.Throws<ArgumentException>(() => ReciprocalRankFusion.Fuse([new("words", value, ["a"])])).Message);
        Assert.Throws<ArgumentException>(() => ReciprocalRankFusion.Fuse([], value));
    }

    private static int Place(IEnumerable<RankedList> lists, string id)
    {
        var fused = ReciprocalRankFusion.Fuse([.. lists]);
        return fused.TakeWhile(item => item.Id != id).Count();
    }
}
