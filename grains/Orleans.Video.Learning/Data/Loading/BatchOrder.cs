using Orleans.Video.Inference.Starter;

namespace Orleans.Video.Learning.Data.Loading;

/// <summary>A place in a batch.</summary>
/// <param name="Item">The item of the data that stands there.</param>
/// <param name="View">Which of its views, from 0.</param>
/// <param name="Seed">Where the numbers of its augmentation begin: its own for each epoch, place and view.</param>
internal readonly record struct BatchSlot(int Item, int View, ulong Seed);

/// <summary>A place in the order: what has been given out before it.</summary>
/// <param name="Epoch">Whole epochs, from 0.</param>
/// <param name="Step">Batches of this epoch, from 0 to below its steps.</param>
internal readonly record struct LoaderPosition(int Epoch, int Step);

/// <summary>
/// Which items stand in which batch, for ever: a function of seed, epoch and step, so that a run goes on anywhere as if it had never stopped.
/// Safe for use by many at once.
/// </summary>
internal abstract class BatchOrder
{
    private readonly ulong _seed;
    private readonly int _views;
    private readonly Lock _gate = new();
    private readonly (int Epoch, int[] Items)[] _arranged = [(-1, []), (-1, [])];

    /// <param name="seed">The run's seed.</param>
    /// <param name="itemsPerBatch">Items of a batch.</param>
    /// <param name="views">Views of each, one after the other.</param>
    protected BatchOrder(ulong seed, int itemsPerBatch, int views)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(itemsPerBatch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(views, 1);
        _seed = seed;
        ItemsPerBatch = itemsPerBatch;
        _views = views;
    }

    /// <summary>Batches of an epoch; at least one.</summary>
    public abstract int Steps { get; }

    /// <summary>Slots of every batch: items times views.</summary>
    public int BatchSize => ItemsPerBatch * _views;

    protected int ItemsPerBatch { get; }

    /// <summary>The slots of a batch: the views of the first item, then those of the second.</summary>
    public void Fill(LoaderPosition position, Span<BatchSlot> slots)
    {
        var items = Arranged(position.Epoch);
        for (var i = 0; i < BatchSize; i++)
        {
            var place = position.Step * ItemsPerBatch + i / _views;
            slots[i] = new BatchSlot(items[place], i % _views, Draws.SeedOf(_seed, position.Epoch, place, i % _views));
        }
    }

    /// <summary>The place of a batch.</summary>
    /// <param name="number">How many batches come before it, over all epochs.</param>
    public LoaderPosition PositionOf(long number) => new(checked((int)(number / Steps)), (int)(number % Steps));

    /// <summary>Makes a batch with arrays of its own, for whoever makes batches one after the other.</summary>
    /// <param name="maker">What makes it.</param>
    /// <param name="number">How many batches come before it, over all epochs.</param>
    public LoadedBatch Make(IBatchMaker maker, long number)
    {
        var slots = new BatchSlot[BatchSize];
        Fill(PositionOf(number), slots);
        var batch = new LoadedBatch(PositionOf(number), slots, maker.Layout, LoadedBatch.NewArrays(maker.Layout), static _ => { });
        maker.Make(batch);
        return batch;
    }

    /// <summary>The items of an epoch, batch after batch.</summary>
    protected abstract int[] Arrange(SeededGenerator draws);

    // Workers stand in one epoch, or in two at its end.
    private int[] Arranged(int epoch)
    {
        lock (_gate)
        {
            ref var kept = ref _arranged[epoch % 2];
            if (kept.Epoch != epoch) kept = (epoch, Arrange(new SeededGenerator(Draws.SeedOf(_seed, epoch))));
            return kept.Items;
        }
    }
}

/// <summary>Every item once an epoch, in random order; those that fill no whole batch wait for another epoch.</summary>
internal sealed class ShuffledOrder : BatchOrder
{
    private readonly int _count;

    /// <param name="seed">The run's seed.</param>
    /// <param name="count">Items that there are; at least <paramref name="itemsPerBatch"/>.</param>
    /// <param name="itemsPerBatch">Items of a batch.</param>
    /// <param name="views">Views of each.</param>
    public ShuffledOrder(ulong seed, int count, int itemsPerBatch, int views = 1)
        : base(seed, itemsPerBatch, views)
    {
        if (count < itemsPerBatch) throw new ArgumentException($"a batch of {itemsPerBatch} items cannot be filled from {count}: make it smaller", nameof(itemsPerBatch));
        _count = count;
    }

    public override int Steps => _count / ItemsPerBatch;

    protected override int[] Arrange(SeededGenerator draws)
    {
        int[] items = [.. Enumerable.Range(0, _count)];
        draws.Shuffle<int>(items);
        return items;
    }
}

/// <summary>
/// So many classes a batch and so many items of each, the items of a class one after the other. An epoch has as many places as there are items;
/// classes come equally often, and within a class no item comes again before all have come.
/// </summary>
internal sealed class BalancedOrder : BatchOrder
{
    private readonly int[][] _classes;
    private readonly int _perClass;
    private readonly int _count;

    /// <param name="seed">The run's seed.</param>
    /// <param name="labels">The class of each item, from 0.</param>
    /// <param name="classesPerBatch">Different classes of a batch; at most as many as have items.</param>
    /// <param name="perClass">Items of each; a class that has fewer gives some twice.</param>
    /// <param name="views">Views of each item.</param>
    public BalancedOrder(ulong seed, ReadOnlySpan<int> labels, int classesPerBatch, int perClass, int views = 1)
        : base(seed, classesPerBatch * perClass, views)
    {
        _classes = [.. labels.ToArray().Select(static (label, item) => (label, item)).GroupBy(static x => x.label).OrderBy(static g => g.Key).Select(static g => g.Select(static x => x.item).ToArray())];
        if (_classes.Length < classesPerBatch) throw new ArgumentException($"{classesPerBatch} classes a batch are asked for, and {_classes.Length} have items: ask for fewer", nameof(classesPerBatch));
        _perClass = perClass;
        _count = labels.Length;
    }

    public override int Steps => Math.Max(1, _count / ItemsPerBatch);

    protected override int[] Arrange(SeededGenerator draws)
    {
        var perBatch = ItemsPerBatch / _perClass;
        int[][] decks = [.. _classes.Select(static c => c.ToArray())];
        var used = new int[decks.Length];
        foreach (var deck in decks) draws.Shuffle<int>(deck);
        var turns = Turns(perBatch, draws);
        var items = new int[Steps * ItemsPerBatch];
        for (var i = 0; i < items.Length; i++)
        {
            var at = turns[i / _perClass];
            if (used[at] == decks[at].Length)
            {
                draws.Shuffle<int>(decks[at]);
                used[at] = 0;
            }

            items[i] = decks[at][used[at]++];
        }

        return items;
    }

    // All classes in random order, again and again; where a round ends within a batch, the next one begins with classes that the batch lacks.
    private int[] Turns(int perBatch, SeededGenerator draws)
    {
        var turns = new int[Steps * perBatch];
        int[] round = [.. Enumerable.Range(0, _classes.Length)];
        for (var at = 0; at < turns.Length; at += round.Length)
        {
            draws.Shuffle<int>(round);
            var open = at % perBatch;
            if (open > 0)
            {
                HashSet<int> taken = [.. turns[(at - open)..at]];
                round = [.. round.Where(c => !taken.Contains(c)), .. round.Where(taken.Contains)];
            }

            round.AsSpan(0, Math.Min(round.Length, turns.Length - at)).CopyTo(turns.AsSpan(at));
        }

        return turns;
    }
}
