using Orleans.Video.Grains.Search;
using Orleans.Video.Search;
using Xunit;

namespace Orleans.Video.Grains.Tests.Search;

public sealed class ResultFusionTests
{
    [Fact]
    public void What_two_rankings_agree_on_comes_before_what_one_likes_best()
    {
        var rankings = new Dictionary<string, List<ShardHit>>
        {
            ["words"] = [Hit("words", "alone", 9), Hit("words", "both", 8)],
            ["visual"] = [Hit("visual", "other", 0.9), Hit("visual", "both", 0.8)],
        };
        var results = ResultFusion.Fuse(rankings, SearchScope.Video, 10);
        Assert.Equal("both", results[0].VideoId);
        Assert.Equal(["words", "visual"], results[0].Evidence.Select(evidence => evidence.Modality));
        Assert.Equal([2, 2], results[0].Evidence.Select(evidence => evidence.Rank));
        Assert.Equal(2 / 62.0, results[0].Score, 1e-12);
    }

    [Fact]
    public void Hits_of_shards_are_ranked_by_score_and_then_by_id()
    {
        var rankings = new Dictionary<string, List<ShardHit>> { ["words"] = [Hit("words", "c", 1), Hit("words", "b", 2), Hit("words", "a", 1)] };
        Assert.Equal(["b", "a", "c"], ResultFusion.Fuse(rankings, SearchScope.Video, 10).Select(result => result.VideoId));
    }

    [Fact]
    public void Moments_that_overlap_support_each_other_and_others_do_not()
    {
        var rankings = new Dictionary<string, List<ShardHit>>
        {
            ["words"] = [Moment("words", "v", 10, 12, 5), Moment("words", "v", 40, 41, 4)],
            ["fusion"] = [Moment("fusion", "w", 0, 1, 0.9), Moment("fusion", "v", 11, 14, 0.8)],
        };
        var results = ResultFusion.Fuse(rankings, SearchScope.Moment, 10);
        Assert.Equal(("v", 10.0, 12.0), (results[0].VideoId, results[0].Start, results[0].End));
        Assert.Equal(2, results[0].Evidence.Count);
        Assert.Equal(3, results.Count);
    }

    private static ShardHit Hit(string kind, string id, double score) => new(id, null, null, null, new Evidence { Modality = kind, Score = score });

    private static ShardHit Moment(string kind, string id, double start, double end, double score) =>
        new(id, null, start, end, new Evidence { Modality = kind, Score = score });
}
