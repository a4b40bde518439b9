using Orleans.Video.Grains.Telemetry;

namespace Orleans.Video.Grains.Videos;

/// <summary>
/// Lets a bounded number of videos of this silo be read at a time; the others wait in the order they came, and the last of them may be given to a
/// silo that has places free. When the silo stops, reading stops first, between two segments, while encoders and store are still there.
/// </summary>
internal sealed class VideoAdmission(VideoPipelineOptions options) : IVideoDrain, IWaitingVideos, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource<Admission>> _line = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _reading;

    /// <summary>Says that the silo stops.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <inheritdoc/>
    public int Reading
    {
        get
        {
            lock (_gate) return _reading;
        }
    }

    /// <inheritdoc/>
    public int Waiting
    {
        get
        {
            lock (_gate) return _line.Count;
        }
    }

    /// <inheritdoc/>
    public bool IsStopping => _stop.IsCancellationRequested;

    /// <summary>Places that nobody here waits for; none once the silo stops.</summary>
    public int Free
    {
        get
        {
            lock (_gate) return _stop.IsCancellationRequested ? 0 : options.MaxConcurrentVideos - _reading;
        }
    }

    /// <summary>Waits for a place, or for being sent to another silo.</summary>
    public async Task<Admission> EnterAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource<Admission>> waiting;
        lock (_gate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_reading < options.MaxConcurrentVideos) return Take();
            waiting = _line.AddLast(new TaskCompletionSource<Admission>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        PipelineInstruments.Waiting.Add(1);
        try
        {
            await using (cancellationToken.UnsafeRegister(_ => Withdraw(waiting, cancellationToken), null))
                return await waiting.Value.Task;
        }
        finally
        {
            PipelineInstruments.Waiting.Add(-1);
        }
    }

    /// <summary>Sends videos from the end of the line to another silo: at most <paramref name="most"/>, and no more than half of them.</summary>
    /// <returns>How many.</returns>
    public int Give(SiloAddress silo, int most)
    {
        lock (_gate)
        {
            var count = Math.Min(most, (_line.Count + 1) / 2);
            for (var i = 0; i < count; i++)
            {
                _line.Last!.Value.TrySetResult(new Admission(null, silo));
                _line.RemoveLast();
            }

            return Math.Max(0, count);
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        lock (_gate)
        {
            if (_reading == 0) _idle.TrySetResult();
        }

        try { await _idle.Task.WaitAsync(cancellationToken); }
        catch (OperationCanceledException)
        {
            // What is still in work is cut off and done again.
        }
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(VideoAdmission), ServiceLifecycleStage.Active, _ => Task.CompletedTask, StopAsync);

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private Admission Take()
    {
        _reading++;
        PipelineInstruments.Reading.Add(1);
        return new Admission(new ReadingPlace(this), null);
    }

    private void Withdraw(LinkedListNode<TaskCompletionSource<Admission>> waiting, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (waiting.List is not null) _line.Remove(waiting);
        }

        waiting.Value.TrySetCanceled(cancellationToken);
    }

    private void Leave()
    {
        PipelineInstruments.Reading.Add(-1);
        lock (_gate)
        {
            _reading--;
            if (_line.First is { } first && !_stop.IsCancellationRequested)
            {
                _line.RemoveFirst();
                first.Value.TrySetResult(Take());
            }
            else if (_reading == 0 && _stop.IsCancellationRequested)
            {
                _idle.TrySetResult();
            }
        }
    }

    private sealed class ReadingPlace(VideoAdmission admission) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) admission.Leave();
        }
    }
}

/// <summary>What waiting for a place came to.</summary>
/// <param name="Place">The place; dispose to leave it.</param>
/// <param name="Elsewhere">The silo that has one instead.</param>
internal sealed record Admission(IDisposable? Place, SiloAddress? Elsewhere);
