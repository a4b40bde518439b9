using System.Diagnostics;
using System.Threading.Channels;
using Orleans.Video.Encoders;
using Orleans.Video.Grains.Telemetry;

namespace Orleans.Video.Grains.Encoders;

/// <summary>
/// A bounded queue before one encoder, emptied in micro-batches: a batch takes what waits, up to the largest batch, and may wait a
/// little for more. Encoding runs on the thread pool, never on a grain's scheduler. A full queue answers "busy" at once.
/// </summary>
internal sealed class EncoderQueue : IAsyncDisposable
{
    private static readonly EncodeReply BusyReply = new() { Busy = true };

    private readonly Channel<Pending> _queue;
    private readonly EncoderEngine _engine;
    private readonly VideoPipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly EncoderKey _key;
    private readonly TagList _tags;
    private readonly Action? _roomMade;
    private readonly Task _running;
    private volatile bool _stopping;
    private int _depth;

    /// <param name="engine">What encodes; disposed with this.</param>
    /// <param name="key">Which encoder this is.</param>
    /// <param name="silo">The silo's name, for the numbers.</param>
    /// <param name="options">The queue's length and the largest batch.</param>
    /// <param name="time">The clock.</param>
    /// <param name="roomMade">Called whenever requests have left the queue.</param>
    public EncoderQueue(EncoderEngine engine, EncoderKey key, string silo, VideoPipelineOptions options, TimeProvider time, Action? roomMade = null)
    {
        (_engine, _key, _options, _time, _roomMade) = (engine, key, options, time, roomMade);
        _tags = PipelineInstruments.Encoder(silo, key.Device, key.Modality);
        _queue = Channel.CreateBounded<Pending>(options.EncoderQueueLength);
        _running = Task.Run(RunAsync);
    }

    /// <summary>How much waits here now.</summary>
    public EncoderLoad Load => new(
        _key.Device,
        _key.Modality,
        _key.ModelSet,
        Volatile.Read(ref _depth),
        _queue.Reader.TryPeek(out var oldest) ? _time.GetElapsedTime(oldest.Enqueued) : TimeSpan.Zero);

    /// <summary>Waits in the queue and encodes; a reply that is busy did neither.</summary>
    public Task<EncodeReply> EncodeAsync(EncodeRequest request)
    {
        var pending = new Pending(request, _time.GetTimestamp());
        // Counted before it can be done with, so that the count never falls below zero.
        Count(1);
        if (_queue.Writer.TryWrite(pending)) return pending.Reply.Task;
        Count(-1);
        if (_stopping) return Task.FromException<EncodeReply>(new SiloUnavailableException($"the {_key.Modality} encoder on {_key.Device} has stopped"));
        PipelineInstruments.Busy.Add(1, _tags);
        return Task.FromResult(BusyReply);
    }

    /// <summary>Finishes the batch that runs, turns the others away, and frees the session.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out var pending))
        {
            Count(-1);
            pending.Reply.TrySetException(new SiloUnavailableException($"the {_key.Modality} encoder on {_key.Device} is stopping"));
        }

        await _running;
        _engine.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<Pending>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            await GatherAsync(batch);
            if (batch.Count == 0) continue;
            _roomMade?.Invoke();
            foreach (var pending in batch) PipelineInstruments.QueueTime.Record(_time.GetElapsedTime(pending.Enqueued).TotalSeconds, _tags);
            PipelineInstruments.BatchSize.Record(batch.Sum(pending => _engine.CountOf(pending.Request)), _tags);
            var started = _time.GetTimestamp();
            Encode(batch);
            Count(-batch.Count);
            PipelineInstruments.ComputeTime.Record(_time.GetElapsedTime(started).TotalSeconds, _tags);
        }
    }

    private async Task GatherAsync(List<Pending> batch)
    {
        var items = 0;
        Drain();
        if (items == 0 || items >= _options.LargestBatch || _options.LongestWait == TimeSpan.Zero) return;
        using var patience = new CancellationTokenSource(_options.LongestWait, _time);
        try
        {
            while (items < _options.LargestBatch && await _queue.Reader.WaitToReadAsync(patience.Token) && Drain() > 0) { }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // The batch goes as it is.
        }

        int Drain()
        {
            var taken = 0;
            while (_queue.Reader.TryPeek(out var next))
            {
                var count = _engine.CountOf(next.Request);
                if (items > 0 && items + count > _options.LargestBatch) break;
                if (!_queue.Reader.TryRead(out next)) break;
                batch.Add(next);
                items += count;
                taken++;
            }

            return taken;
        }
    }

    // One request that cannot be encoded must not fail its neighbours: a batch that fails is done again one by one.
    private void Encode(List<Pending> batch)
    {
        try
        {
            var replies = _engine.Run([.. batch.Select(pending => pending.Request)]);
            for (var i = 0; i < replies.Length; i++) batch[i].Reply.TrySetResult(replies[i]);
        }
        catch (Exception) when (batch.Count > 1)
        {
            foreach (var pending in batch) Encode([pending]);
        }
        catch (Exception exception)
        {
            batch[0].Reply.TrySetException(exception);
        }
    }

    private void Count(int change)
    {
        Interlocked.Add(ref _depth, change);
        PipelineInstruments.EncoderDepth.Add(change, _tags);
    }

    private sealed record Pending(EncodeRequest Request, long Enqueued)
    {
        public TaskCompletionSource<EncodeReply> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
