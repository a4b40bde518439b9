using CsCheck;
using Orleans.Video.Learning.Objectives;

namespace Orleans.Video.Learning.Tests.Objectives;

public sealed class ContrastTargetsTests
{
    [Fact]
    public void Rows_and_columns_each_sum_to_one_and_ask_only_for_what_goes_together()
    {
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 6], Gen.Int[0, 1_000_000]).Sample((rows, columns, seed) =>
        {
            var random = new Random(seed);
            var weights = new float[rows * columns];
            for (var i = 0; i < weights.Length; i++) weights[i] = random.Next(3) == 0 ? (float)random.NextDouble() + 0.1f : 0;
            weights[0] = 1;
            var targets = new ContrastTargets(rows, columns);
            targets.Fill((a, b) => weights[a * columns + b]);

            Assert.Equal(1, targets.ForRows.Sum(), 4);
            Assert.Equal(1, targets.ForColumns.Sum(), 4);
            Assert.All(weights.Select((w, i) => (w, i)), p => Assert.Equal(p.w > 0, targets.ForRows[p.i] > 0 && targets.ForColumns[p.i] > 0));
            // Every thing on the left that goes with something asks for as much as any other.
            var asked = Enumerable.Range(0, rows).Select(a => targets.ForRows.Skip(a * columns).Take(columns).Sum()).Where(static s => s > 0).ToArray();
            Assert.All(asked, s => Assert.Equal(asked[0], s, 4));
        });
    }

    [Fact]
    public void Smoothing_leaves_a_part_to_everything()
    {
        var targets = new ContrastTargets(1, 4);
        targets.Fill(static (_, b) => b == 2 ? 1 : 0, smoothing: 0.2f);

        Assert.Equal([0.05f, 0.05f, 0.85f, 0.05f], targets.ForRows);
    }
}
