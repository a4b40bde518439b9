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
    private readonly string _device;
    private readonly string _modality;
    private readonly Task _running;

    public EncoderQueue(EncoderEngine engine, string device, string modality, VideoPipelineOptions options, TimeProvider time)
    {
        (_engine, _device, _modality, _options, _time) = (engine, device, modality, options, time);
        _queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(options.EncoderQueueLength) { SingleReader = true });
        _running = Task.Run(RunAsync);
    }

    /// <summary>Waits in the queue and encodes; a reply that is busy did neither.</summary>
    public Task<EncodeReply> EncodeAsync(EncodeRequest request)
    {
        var pending = new Pending(request, _time.GetTimestamp());
        if (_queue.Writer.TryWrite(pending)) return pending.Reply.Task;
        if (_running.IsCompleted) return Task.FromException<EncodeReply>(new OperationCanceledException($"the {_modality} encoder on {_device} has stopped"));
        PipelineInstruments.Busy.Add(1, PipelineInstruments.Encoder(_device, _modality));
        return Task.FromResult(BusyReply);
    }

    /// <summary>Finishes the batch that runs, turns the others away, and frees the session.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out var pending)) pending.Reply.TrySetException(new OperationCanceledException($"the {_modality} encoder on {_device} is stopping"));
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
            var tags = PipelineInstruments.Encoder(_device, _modality);
            foreach (var pending in batch) PipelineInstruments.QueueTime.Record(_time.GetElapsedTime(pending.Enqueued).TotalSeconds, tags);
            PipelineInstruments.BatchSize.Record(batch.Sum(pending => _engine.CountOf(pending.Request)), tags);
            var started = _time.GetTimestamp();
            Encode(batch);
            PipelineInstruments.ComputeTime.Record(_time.GetElapsedTime(started).TotalSeconds, tags);
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

    private sealed record Pending(EncodeRequest Request, long Enqueued)
    {
        public TaskCompletionSource<EncodeReply> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
