using Orleans.Video.Grains.Telemetry;

namespace Orleans.Video.Grains.Videos;

/// <summary>
/// Lets a bounded number of videos of this silo be read at a time; the others wait in the order they came, and the last of them may be given to a
/// silo that has places free. Work in the background takes places that no video waits for, and gives them up to those that do. When the silo stops, reading stops first, between two segments, while encoders and store are still there.
/// </summary>
internal sealed class VideoAdmission(VideoPipelineOptions options) : IVideoDrain, IWaitingVideos, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource<Admission>> _line = [];
    private readonly LinkedList<TaskCompletionSource<Admission>> _background = [];
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

    /// <summary>Waits for a place, or for being sent to another silo; in the background only for a place, behind all others.</summary>
    public async Task<Admission> EnterAsync(CancellationToken cancellationToken, bool background = false)
    {
        LinkedListNode<TaskCompletionSource<Admission>> waiting;
        lock (_gate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_reading < options.MaxConcurrentVideos && (!background || _line.Count == 0)) return Take();
            waiting = (background ? _background : _line).AddLast(new TaskCompletionSource<Admission>(TaskCreationOptions.RunContinuationsAsynchronously));
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

    /// <summary>Between two segments of background work: goes on, unless a video waits for the place; then that one has it, and the work waits for another.</summary>
    public async Task<IDisposable> YieldAsync(IDisposable place, CancellationToken cancellationToken)
    {
        if (Waiting == 0) return place;
        place.Dispose();
        return (await EnterAsync(cancellationToken, background: true)).Place!;
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
            waiting.List?.Remove(waiting);
        }

        waiting.Value.TrySetCanceled(cancellationToken);
    }

    private void Leave()
    {
        PipelineInstruments.Reading.Add(-1);
        lock (_gate)
        {
            _reading--;
            if ((_line.First ?? _background.First) is { } first && !_stop.IsCancellationRequested)
            {
                first.List!.Remove(first);
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
