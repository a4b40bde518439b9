using CsCheck;
using Orleans.Video.Retrieval.Vectors;
using Xunit;

namespace Orleans.Video.Retrieval.Tests;

public sealed class VectorIndexTests
{
    private static readonly Gen<float> Value = Gen.Int[-4, 4].Select(static i => i / 4f);

    [Fact]
    public void It_answers_as_a_search_by_brute_force_does() =>
        Gen.Int[1, 37].SelectMany(static width => Gen.Select(Gen.Const(width), Operations(width).List[0, 40], Value.Array[width], Gen.Int[1, 60])).Sample(static (width, operations, query, k) =>
        {
            using var index = new VectorIndex(width);
            var model = new Dictionary<(string Video, int Second), float[]>();
            foreach (var operation in operations)
            {
                if (operation.Rows is { } rows)
                {
                    index.Add(operation.Video, operation.Second, rows);
                    for (var i = 0; i * width < rows.Length; i++) model[(operation.Video, operation.Second + i)] = rows[(i * width)..((i + 1) * width)];
                }
                else
                {
                    var had = model.Keys.Where(key => key.Video == operation.Video).ToList();
                    Assert.Equal(had.Count > 0, index.Remove(operation.Video));
                    foreach (var key in had) model.Remove(key);
                }
            }

            Assert.Equal(model.Count, index.Count);
            Assert.Equal((long)model.Count * width * 4, index.Bytes);
            Assert.Equal(model.Keys.Select(static key => key.Video).Distinct().Count(), index.VideoCount);

            // Quarters add up without rounding, so that scores, ties included, must be equal to the last bit.
            var all = query.All(static q => q == 0) ? [] : model
                .Where(static row => row.Value.Any(static v => v != 0))
                .Select(row => new VectorHit(row.Key.Video, row.Key.Second, row.Value.Zip(query, static (a, b) => a * b).Sum()))
                .OrderByDescending(static hit => hit.Score).ThenBy(static hit => hit.VideoId, StringComparer.Ordinal).ThenBy(static hit => hit.Second).ToList();
            Assert.Equal(all.Take(k), index.Search(query, k));
            Assert.Equal(all.Where(static hit => hit.VideoId != "v1").Take(k), index.Search(query, k, static video => video != "v1"));
            Assert.Equal(all.DistinctBy(static hit => hit.VideoId).Take(k), index.SearchVideos(query, k));
        }, iter: 150);

    [Fact]
    public void Equal_rows_score_equal_to_the_last_bit_wherever_they_lie()
    {
        using var index = new VectorIndex(131);
        var row = Unit(131, seed: 1);
        for (var i = 0; i < 7; i++) index.Add($"v{i}", 10 * i, Enumerable.Repeat(row, i + 1).SelectMany(static r => r).ToArray());

        var hits = index.Search(Unit(131, seed: 2), 100);

        Assert.Equal(28, hits.Count);
        Assert.Single(hits.Select(static hit => hit.Score).Distinct());
        Assert.Equal(hits.OrderBy(static hit => hit.VideoId, StringComparer.Ordinal).ThenBy(static hit => hit.Second), hits);
    }

    [Fact]
    public void Scores_of_unit_rows_are_their_cosines()
    {
        const int Width = 384;
        using var index = new VectorIndex(Width);
        var (row, query) = (Unit(Width, 3), Unit(Width, 4));
        index.Add("a", 5, row);

        var hit = Assert.Single(index.Search(query, 3));

        Assert.Equal(("a", 5), (hit.VideoId, hit.Second));
        Assert.Equal(row.Zip(query, static (a, b) => (double)a * b).Sum(), hit.Score, 6);
        Assert.Equal(1, index.Search(row, 1)[0].Score, 6);
    }

    [Fact]
    public void A_row_of_zeros_is_never_hit_even_when_all_others_are_worse()
    {
        using var index = new VectorIndex(2);
        index.Add("black", 0, [0, 0, 0, 0]);
        index.Add("opposite", 0, [-1, 0]);
        index.Add("across", 0, [0, 1]);

        Assert.Equal([new VectorHit("across", 0, 0), new VectorHit("opposite", 0, -1)], index.Search([1, 0], 10));
        Assert.Equal(["across", "opposite"], index.SearchVideos([1, 0], 10).Select(static hit => hit.VideoId));
        Assert.Equal(4, index.Count);
    }

    [Fact]
    public void A_query_of_zeros_finds_nothing()
    {
        using var index = new VectorIndex(2);
        index.Add("a", 0, [1, 0]);
        Assert.Empty(index.Search([0, 0], 10));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Values_that_are_no_finite_numbers_are_refused_and_leave_nothing(float value)
    {
        using var index = new VectorIndex(2);
        var error = Assert.Throws<ArgumentException>(() => index.Add("a", 7, [1, 0, 0, 1, 0, value]));

        Assert.Contains("video 'a', second 9", error.Message);
        Assert.Equal((0, false), (index.Count, index.Contains("a")));
        Assert.Throws<ArgumentException>(() => index.Search([value, 0], 1));
    }

    [Fact]
    public void Rows_whose_product_overflows_do_not_break_the_order()
    {
        using var index = new VectorIndex(2);
        index.Add("a", 0, [float.MaxValue, -float.MaxValue, 1, 0]);
        Assert.Equal([1], index.Search([2, 2], 5).Select(static hit => hit.Second));
    }

    [Fact]
    public void Rows_and_queries_of_another_width_are_refused()
    {
        using var index = new VectorIndex(3);
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => index.Add("a", 0, [1, 2])).Message);
        Assert.Contains("2 wide", Assert.Throws<ArgumentException>(() => index.Search([1, 2], 1)).Message);
    }

    [Fact]
    public void Times_before_the_start_or_beyond_counting_and_empty_ids_are_refused()
    {
        using var index = new VectorIndex(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Add("a", -1, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Add("a", int.MaxValue, [1]));
        Assert.Throws<ArgumentException>(() => index.Add("", 0, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Search([1], 0));
        index.Add("a", int.MaxValue - 1, [1]);
        Assert.Equal(int.MaxValue - 1, index.Search([1], int.MaxValue)[0].Second);
    }

    [Fact]
    public void Clearing_leaves_an_empty_index_that_works()
    {
        using var index = new VectorIndex(1);
        index.Add("a", 0, [1]);
        index.Clear();
        Assert.Equal((0, 0, 0L), (index.Count, index.VideoCount, index.Bytes));
        index.Add("b", 0, [1]);
        Assert.Equal("b", index.Search([1], 1)[0].VideoId);
    }

    [Fact]
    public async Task Searches_beside_changes_see_whole_rows_of_whole_additions()
    {
        const int Width = 64;
        using var index = new VectorIndex(Width);
        using var done = new CancellationTokenSource();
        var query = Enumerable.Repeat(1f, Width).ToArray();
        index.Add("still", 0, query);
        var searches = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var count = 0;
            for (; !done.IsCancellationRequested || count == 0; count++)
            {
                var hits = index.Search(query, 1_000);
                // A row is all ones or all twos, and ten of a kind come and go together.
                Assert.All(hits, static hit => Assert.True(hit.Score is Width or (2 * Width), $"torn row: {hit}"));
                Assert.Equal(0, hits.Count(static hit => hit.VideoId == "moving") % 10);
                Assert.Contains(hits, static hit => hit.VideoId == "still");
            }

            return count;
        })));
        for (var i = 0; i < 2_000; i++)
        {
            index.Add("moving", 0, Enumerable.Repeat(i % 2 + 1f, 10 * Width).ToArray());
            if (i % 3 == 0) index.Remove("moving");
        }

        await done.CancelAsync();
        Assert.All(await searches, static count => Assert.True(count > 0));
    }

    private static Gen<(string Video, int Second, float[]? Rows)> Operations(int width) =>
        Gen.Select(
            Gen.Int[0, 4].Select(static i => $"v{i}"),
            Gen.Int[0, 200],
            Gen.Frequency(
                (1, Gen.Const((float[]?)null)),
                (6, Gen.OneOf(Gen.Int[0, 9], Gen.Int[60, 140]).SelectMany(rows => Gen.OneOf(Value, Gen.Const(0f)).Array[rows * width]).Select(static rows => (float[]?)rows))));

    private static float[] Unit(int width, int seed)
    {
        var random = new Random(seed);
        var row = Enumerable.Range(0, width).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var norm = MathF.Sqrt(row.Sum(static v => v * v));
        return [.. row.Select(v => v / norm)];
    }
}
