using CsCheck;
using Orleans.Video.Retrieval.Vectors;
using Xunit;

namespace Orleans.Video.Retrieval.Tests;

public sealed class MomentSpansTests
{
    private static readonly Gen<TimedHit> Hit =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 40], Gen.Int[0, 5], Gen.Int[0, 9], static (video, start, length, score) => new TimedHit($"v{video}", start, start + length, score));

    [Fact]
    public void Neighbouring_seconds_become_one_moment_with_the_best_score()
    {
        var moments = MomentSpans.Merge([new VectorHit("a", 7, 0.5f), new VectorHit("a", 5, 0.25f), new VectorHit("a", 6, 0.75f), new VectorHit("b", 6, 0.5f)]);

        Assert.Equal([new Moment("a", 5, 8, 0.75, 6), new Moment("b", 6, 7, 0.5, 6)], moments);
    }

    [Fact]
    public void Of_a_video_stays_what_stands_out_in_it_however_much_was_asked_for()
    {
        VectorHit[] hits = [new("a", 2, 0.9f), new("a", 3, 0.8f), new("b", 5, 0.4f), new("a", 4, 0.3f), new("b", 6, 0.1f), new("a", 5, 0.0f)];
        Assert.Equal([hits[0], hits[1], hits[2]], MomentSpans.Peaks(hits));
        Assert.Empty(MomentSpans.Peaks([]));
        VectorHit[] alike = [new("a", 1, 0.5f), new("b", 2, 0.5f)];
        Assert.Equal(alike, MomentSpans.Peaks(alike));
    }

    [Fact]
    public void One_missed_second_does_not_cut_a_moment_and_two_do()
    {
        Assert.Single(MomentSpans.Merge([new VectorHit("a", 1, 1), new VectorHit("a", 3, 1)]));
        Assert.Equal(2, MomentSpans.Merge([new VectorHit("a", 1, 1), new VectorHit("a", 4, 1)]).Count);
        Assert.Equal(2, MomentSpans.Merge([new VectorHit("a", 1, 1), new VectorHit("a", 3, 1)], maxGap: 0.5).Count);
    }

    [Fact]
    public void A_hit_inside_another_does_not_end_the_moment_early() =>
        Assert.Equal([new Moment("a", 0, 10, 2, 1)], MomentSpans.Merge([new TimedHit("a", 0, 10, 1), new TimedHit("a", 1, 2, 2), new TimedHit("a", 9, 10, 1)]));

    [Fact]
    public void Equal_scores_are_ordered_by_video_and_start() =>
        Assert.Equal(
            [("a", 1), ("a", 9), ("b", 0)],
            MomentSpans.Merge([new VectorHit("b", 0, 1), new VectorHit("a", 9, 1), new VectorHit("a", 1, 1)]).Select(static moment => (moment.VideoId, (int)moment.Start)));

    [Fact]
    public void Moments_cover_every_hit_and_lie_apart() =>
        Gen.Select(Hit.List[0, 30], Gen.Int[0, 3]).Sample((hits, gap) =>
        {
            var moments = MomentSpans.Merge(hits, gap);
            foreach (var hit in hits)
                Assert.Single(moments, moment => moment.VideoId == hit.VideoId && moment.Start <= hit.Start && moment.End >= hit.End && moment.Score >= hit.Score);
            foreach (var moment in moments)
            {
                Assert.Contains(hits, hit => hit.VideoId == moment.VideoId && hit.Start == moment.BestStart && hit.Score == moment.Score);
                Assert.DoesNotContain(moments, other => other != moment && other.VideoId == moment.VideoId && other.Start <= moment.End + gap && other.End + gap >= moment.Start);
            }
        });

    [Fact]
    public void The_order_of_the_hits_does_not_matter() =>
        Gen.Select(Hit.List[0, 20], Gen.Int).Sample((hits, seed) =>
        {
            var shuffled = hits.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(MomentSpans.Merge(hits), MomentSpans.Merge(shuffled));
        });

    [Theory]
    [InlineData(double.NaN, 1, 1)]
    [InlineData(0, double.PositiveInfinity, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(0, 1, double.NaN)]
    public void Times_and_scores_that_are_none_are_refused(double start, double end, double score) =>
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => MomentSpans.Merge([new TimedHit("a", start, end, score)])).Message);

    [Fact]
    public void A_negative_gap_is_refused() => Assert.Throws<ArgumentException>(() => MomentSpans.Merge(Array.Empty<TimedHit>(), -1));
}
