using CsCheck;
using Orleans.Video.Learning.Data.Loading;

namespace Orleans.Video.Learning.Tests.Data.Loading;

/// <summary>Which items stand in which batch.</summary>
public sealed class BatchOrderTests
{
    [Fact]
    public void A_shuffled_epoch_gives_every_item_at_most_once_and_leaves_out_less_than_a_batch()
    {
        Gen.Select(Gen.ULong, Gen.Int[1, 60], Gen.Int[1, 9], Gen.Int[0, 5]).Where(static x => x.Item3 <= x.Item2).Sample((seed, count, size, epoch) =>
        {
            var order = new ShuffledOrder(seed, count, size);
            var items = Epoch(order, epoch).Select(static s => s.Item).ToArray();
            Assert.Equal(items.Length, items.Distinct().Count());
            Assert.InRange(count - items.Length, 0, size - 1);
            Assert.All(items, item => Assert.InRange(item, 0, count - 1));
        });
    }

    [Fact]
    public void The_same_seed_gives_the_same_batch_at_any_step_in_any_sequence_of_questions()
    {
        var straight = new ShuffledOrder(7, 100, 8, views: 2);
        var expected = Enumerable.Range(0, 4).Select(epoch => Epoch(straight, epoch)).ToArray();
        var crooked = new ShuffledOrder(7, 100, 8, views: 2);
        foreach (var epoch in new[] { 3, 0, 2, 1, 0 }) Assert.Equal(expected[epoch], Epoch(crooked, epoch));
        Assert.NotEqual(expected[0], expected[1]);
        Assert.NotEqual(expected[0], Epoch(new ShuffledOrder(8, 100, 8, views: 2), 0));
    }

    [Fact]
    public void Every_epoch_place_and_view_has_a_seed_of_its_own()
    {
        var order = new ShuffledOrder(7, 64, 8, views: 3);
        var seeds = Enumerable.Range(0, 5).SelectMany(epoch => Epoch(order, epoch)).Select(static s => s.Seed).ToArray();

        Assert.Equal(5 * 64 * 3, seeds.Distinct().Count());
    }

    [Fact]
    public void The_views_of_an_item_stand_side_by_side()
    {
        var slots = Epoch(new ShuffledOrder(7, 10, 5, views: 2), 0);

        for (var i = 0; i < slots.Length; i += 2)
        {
            Assert.Equal(slots[i].Item, slots[i + 1].Item);
            Assert.Equal((0, 1), (slots[i].View, slots[i + 1].View));
        }
    }

    [Fact]
    public void A_balanced_batch_has_so_many_classes_and_so_many_items_of_each()
    {
        var labels = Gen.Int[0, 9].Array[20, 80];
        Gen.Select(Gen.ULong, labels, Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[0, 3]).Where(static x => x.Item2.Distinct().Count() >= x.Item3).Sample((seed, of, classes, perClass, epoch) =>
        {
            var order = new BalancedOrder(seed, of, classes, perClass);
            var slots = Epoch(order, epoch);
            foreach (var batch in slots.Chunk(order.BatchSize))
            {
                var groups = batch.GroupBy(s => of[s.Item]).ToArray();
                Assert.Equal(classes, groups.Length);
                Assert.All(groups, group => Assert.Equal(perClass, group.Count()));
            }
        });
    }

    [Fact]
    public void Balanced_classes_come_equally_often_and_no_item_comes_again_before_all_of_its_class()
    {
        // 90 items of the class 0, 10 of each of the four others.
        int[] labels = [.. Enumerable.Repeat(0, 90), .. Enumerable.Range(0, 40).Select(static i => 1 + i % 4)];
        var slots = Epoch(new BalancedOrder(3, labels, classesPerBatch: 3, perClass: 2), 0);
        var byClass = slots.GroupBy(s => labels[s.Item]).Select(static g => g.Count()).ToArray();

        Assert.InRange(byClass.Max() - byClass.Min(), 0, 2);
        var small = slots.Where(s => labels[s.Item] == 2).Select(static s => s.Item).ToArray();
        Assert.Equal(10, small.Take(10).Distinct().Count());
    }

    [Fact]
    public void A_batch_that_cannot_be_filled_is_refused()
    {
        Assert.Throws<ArgumentException>(static () => new ShuffledOrder(1, 3, 4));
        Assert.Throws<ArgumentException>(static () => new BalancedOrder(1, [0, 0, 1], 3, 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ShuffledOrder(1, 3, 0));
    }

    private static BatchSlot[] Epoch(BatchOrder order, int epoch)
    {
        var slots = new BatchSlot[order.Steps * order.BatchSize];
        for (var step = 0; step < order.Steps; step++) order.Fill(new LoaderPosition(epoch, step), slots.AsSpan(step * order.BatchSize, order.BatchSize));
        return slots;
    }
}
