using System.Collections.Concurrent;

namespace Orleans.Video.Learning.Data.Loading;

/// <summary>
/// Makes batches ahead of whoever takes them, on threads of its own, and gives them out in their order, epoch after epoch, whichever is ready first.
/// At most <see cref="LoaderOptions.Prefetch"/> batches are ahead: then the threads wait. One caller takes at a time.
/// </summary>
internal sealed class BatchLoader : IAsyncDisposable
{
    private readonly BatchOrder _order;
    private readonly IReadOnlyList<BatchArray> _layout;
    private readonly TaskCompletionSource<LoadedBatch>[] _ring;
    private readonly ConcurrentBag<Array[]> _pool = [];
    private readonly Task[] _workers;
    private readonly object _gate = new();
    private long _next;
    private long _wanted;
    private bool _stopped;

    /// <param name="order">What stands where.</param>
    /// <param name="makers">Gives each worker its maker; all have one layout.</param>
    /// <param name="options">How far ahead, and by how many.</param>
    /// <param name="start">Where to begin: the <see cref="Position"/> at which an earlier loader was left.</param>
    /// <exception cref="ArgumentException">An option or the start cannot be used.</exception>
    public BatchLoader(BatchOrder order, Func<IBatchMaker> makers, LoaderOptions options, LoaderPosition start = default)
    {
        if (options.Check() is { } problem) throw new ArgumentException(problem, nameof(options));
        if (start.Epoch < 0 || start.Step < 0 || start.Step >= order.Steps) throw new ArgumentException($"an epoch has {order.Steps} steps, and step {start.Step} of epoch {start.Epoch} is none: the data or the batch has changed since", nameof(start));
        _order = order;
        _next = _wanted = (long)start.Epoch * order.Steps + start.Step;
        _ring = new TaskCompletionSource<LoadedBatch>[options.Prefetch];
        for (var i = 0; i < _ring.Length; i++) _ring[i] = NewPlace();
        var all = new IBatchMaker[options.Workers];
        for (var i = 0; i < all.Length; i++) all[i] = makers();
        _layout = all[0].Layout;
        // Threads, not pool tasks: they would keep the pool from whoever else is in the process.
        _workers = [.. all.Select(maker => Task.Factory.StartNew(() => Work(maker), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
    }

    /// <summary>The place of the batch that is given out next. A loader that starts here goes on as this one would.</summary>
    public LoaderPosition Position
    {
        get
        {
            lock (_gate) return _order.PositionOf(_wanted);
        }
    }

    /// <summary>The next batch, which the caller disposes. A call that is cancelled takes none.</summary>
    /// <exception cref="Exception">What the maker of this batch threw; the loader gives no other batch afterwards.</exception>
    public async ValueTask<LoadedBatch> NextAsync(CancellationToken ct)
    {
        TaskCompletionSource<LoadedBatch> place;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            place = _ring[_wanted % _ring.Length];
        }

        var batch = await place.Task.WaitAsync(ct);
        lock (_gate)
        {
            _ring[_wanted % _ring.Length] = NewPlace();
            _wanted++;
            Monitor.PulseAll(_gate);
        }

        return batch;
    }

    /// <summary>Stops the workers, each after the batch that it is at, and waits for them.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }

        await Task.WhenAll(_workers);
        lock (_gate)
        {
            foreach (var place in _ring) place.TrySetException(new ObjectDisposedException(nameof(BatchLoader)));
        }

        _pool.Clear();
    }

    private void Work(IBatchMaker maker)
    {
        while (Claim() is { } number)
        {
            TaskCompletionSource<LoadedBatch> place;
            lock (_gate) place = _ring[number % _ring.Length];
            try
            {
                place.SetResult(Make(maker, _order.PositionOf(number)));
            }
            catch (Exception problem)
            {
                // It comes out at this batch's turn, whoever else is ahead.
                place.SetException(problem);
                return;
            }
        }
    }

    private long? Claim()
    {
        lock (_gate)
        {
            while (!_stopped && _next >= _wanted + _ring.Length) Monitor.Wait(_gate);
            return _stopped ? null : _next++;
        }
    }

    private LoadedBatch Make(IBatchMaker maker, LoaderPosition position)
    {
        var slots = new BatchSlot[_order.BatchSize];
        _order.Fill(position, slots);
        if (!_pool.TryTake(out var arrays)) arrays = LoadedBatch.NewArrays(_layout);
        var batch = new LoadedBatch(position, slots, _layout, arrays, GiveBack);
        maker.Make(batch);
        return batch;
    }

    private void GiveBack(Array[] arrays)
    {
        lock (_gate)
        {
            if (!_stopped) _pool.Add(arrays);
        }
    }

    private static TaskCompletionSource<LoadedBatch> NewPlace() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
