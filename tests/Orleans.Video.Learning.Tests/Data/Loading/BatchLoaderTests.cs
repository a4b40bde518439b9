using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data.Loading;

namespace Orleans.Video.Learning.Tests.Data.Loading;

/// <summary>Batches made ahead, by one thread or many.</summary>
public sealed class BatchLoaderTests
{
    private const int Count = 37;
    private const int Size = 4;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 8)]
    [InlineData(3, 2)]
    [InlineData(8, 5)]
    public async Task Batches_are_the_same_whatever_the_number_of_threads_and_however_far_ahead(int workers, int prefetch)
    {
        var expected = await TakeAsync(new LoaderOptions { Workers = 1, Prefetch = 1 }, default, 40);

        Assert.Equal(expected, await TakeAsync(new LoaderOptions { Workers = workers, Prefetch = prefetch }, default, 40));
    }

    [Fact]
    public async Task A_batch_that_is_made_alone_is_the_one_that_a_loader_gives()
    {
        var expected = await TakeAsync(new LoaderOptions(), default, 20);
        var maker = new Maker(static () => { });
        Assert.Equal(expected, Enumerable.Range(0, 20).Select(number => Written(Order().Make(maker, number))));
    }

    [Fact]
    public async Task A_loader_that_starts_where_another_was_left_goes_on_as_that_one_would()
    {
        var whole = await TakeAsync(new LoaderOptions { Workers = 2 }, default, 40);
        for (var stop = 0; stop < 30; stop += 7)
        {
            LoaderPosition position;
            await using (var first = Loader(new LoaderOptions { Workers = 2, Prefetch = 3 }))
            {
                for (var i = 0; i < stop; i++) (await first.NextAsync(Cancel)).Dispose();
                position = first.Position;
            }

            Assert.Equal(whole[stop..], await TakeAsync(new LoaderOptions { Workers = 3 }, position, 40 - stop));
        }
    }

    [Fact]
    public async Task No_more_batches_are_made_than_stated_before_one_is_taken()
    {
        using var made = new SemaphoreSlim(0);
        var count = 0;
        await using var loader = new BatchLoader(Order(), () => new Maker(() =>
        {
            Interlocked.Increment(ref count);
            made.Release();
        }), new LoaderOptions { Workers = 3, Prefetch = 4 });
        for (var i = 0; i < 4; i++) await made.WaitAsync(Cancel);
        Assert.Equal(4, Volatile.Read(ref count));

        (await loader.NextAsync(Cancel)).Dispose();
        await made.WaitAsync(Cancel);

        Assert.Equal(5, Volatile.Read(ref count));
    }

    [Fact]
    public async Task Arrays_come_back_and_are_used_again()
    {
        await using var loader = Loader(new LoaderOptions { Workers = 1, Prefetch = 1 });
        var arrays = new HashSet<float[]>();
        for (var i = 0; i < 50; i++)
        {
            using var batch = await loader.NextAsync(Cancel);
            arrays.Add(batch.Floats("numbers"));
        }

        // One is taken, one is ready, and one may be in the making.
        Assert.InRange(arrays.Count, 1, 3);
    }

    [Fact]
    public async Task Disposal_ends_the_threads_and_later_calls_say_so()
    {
        var working = 0;
        var loader = new BatchLoader(Order(), () => new Maker(() =>
        {
            Interlocked.Increment(ref working);
            Interlocked.Decrement(ref working);
        }), new LoaderOptions { Workers = 4, Prefetch = 2 });
        var held = await loader.NextAsync(Cancel);

        await loader.DisposeAsync();

        Assert.Equal(0, Volatile.Read(ref working));
        held.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => loader.NextAsync(Cancel).AsTask());
        await loader.DisposeAsync();
    }

    [Fact]
    public async Task A_failure_comes_out_at_its_own_place_after_all_batches_before_it()
    {
        await using var loader = new BatchLoader(Order(), static () => new Maker(static () => { }, failAt: 5), new LoaderOptions { Workers = 3, Prefetch = 8 });
        for (var i = 0; i < 5; i++) (await loader.NextAsync(Cancel)).Dispose();

        Assert.Equal("step 5", (await Assert.ThrowsAsync<InvalidOperationException>(() => loader.NextAsync(Cancel).AsTask())).Message);
        Assert.Equal(new LoaderPosition(0, 5), loader.Position);
        await Assert.ThrowsAsync<InvalidOperationException>(() => loader.NextAsync(Cancel).AsTask());
    }

    [Fact]
    public async Task A_cancelled_call_takes_no_batch()
    {
        using var gate = new ManualResetEventSlim();
        await using var loader = new BatchLoader(Order(), () => new Maker(gate.Wait), new LoaderOptions());
        using var stop = new CancellationTokenSource();
        var call = loader.NextAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        gate.Set();
        using var batch = await loader.NextAsync(Cancel);

        Assert.Equal(new LoaderPosition(0, 0), batch.Position);
    }

    [Fact]
    public void Options_and_starts_that_cannot_be_used_are_refused_by_name()
    {
        Assert.Contains("Workers", new LoaderOptions { Workers = 0 }.Check(), StringComparison.Ordinal);
        Assert.Contains("Prefetch", new LoaderOptions { Prefetch = 0 }.Check(), StringComparison.Ordinal);
        Assert.Contains("9 steps", Assert.Throws<ArgumentException>(static () => Loader(new LoaderOptions(), new LoaderPosition(0, 9))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_array_that_is_not_there_is_named()
    {
        await using var loader = Loader(new LoaderOptions());
        using var batch = await loader.NextAsync(Cancel);

        Assert.Contains("'pictures'", Assert.Throws<ArgumentException>(() => batch.Floats("pictures")).Message, StringComparison.Ordinal);
        Assert.Equal([Size * 2, 3], batch.Shape("numbers"));
    }

    private static ShuffledOrder Order() => new(11, Count, Size, views: 2);

    private static BatchLoader Loader(LoaderOptions options, LoaderPosition start = default) => new(Order(), static () => new Maker(static () => { }), options, start);

    private static async Task<string[]> TakeAsync(LoaderOptions options, LoaderPosition start, int count)
    {
        await using var loader = Loader(options, start);
        var taken = new string[count];
        for (var i = 0; i < count; i++)
        {
            using var batch = await loader.NextAsync(Cancel);
            taken[i] = Written(batch);
        }

        return taken;
    }

    private static string Written(LoadedBatch batch) => $"{batch.Position}: {string.Join(' ', batch.Floats("numbers"))} {string.Join(' ', batch.Longs("items"))}";

    private sealed class Maker(Action onMake, int failAt = -1) : IBatchMaker
    {
        public IReadOnlyList<BatchArray> Layout { get; } = [new("numbers", BatchElement.Float, Size * 2, 3), new("items", BatchElement.Long, Size * 2)];

        public void Make(LoadedBatch batch)
        {
            onMake();
            if (batch.Position is { Epoch: 0 } && batch.Position.Step == failAt) throw new InvalidOperationException($"step {failAt}");
            for (var i = 0; i < batch.Slots.Count; i++)
            {
                var draws = new SeededGenerator(batch.Slots[i].Seed);
                batch.Longs("items")[i] = batch.Slots[i].Item;
                for (var k = 0; k < 3; k++) batch.Floats("numbers")[i * 3 + k] = (float)draws.NextUniform();
            }
        }
    }
}
