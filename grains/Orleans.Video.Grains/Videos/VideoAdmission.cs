using Orleans.Video.Grains.Telemetry;

namespace Orleans.Video.Grains.Videos;

/// <summary>
/// Lets a bounded number of videos of this silo be read at a time; the others wait in the order they came. When the silo stops, reading
/// stops first, between two segments, while encoders and store are still there.
/// </summary>
internal sealed class VideoAdmission(VideoPipelineOptions options) : ILifecycleParticipant<ISiloLifecycle>, IWaitingVideos, IDisposable
{
    private readonly SemaphoreSlim _places = new(options.MaxConcurrentVideos);
    private readonly CancellationTokenSource _stop = new();
    private int _waiting;

    /// <inheritdoc/>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Says that the silo stops.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Waits for a place; dispose to leave it.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        PipelineInstruments.Waiting.Add(1);
        Interlocked.Increment(ref _waiting);
        try { await _places.WaitAsync(cancellationToken); }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            PipelineInstruments.Waiting.Add(-1);
        }

        PipelineInstruments.Reading.Add(1);
        return new ReadingPlace(_places);
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(VideoAdmission), ServiceLifecycleStage.Active, _ => Task.CompletedTask, StopAsync);

    /// <inheritdoc/>
    public void Dispose()
    {
        _places.Dispose();
        _stop.Dispose();
    }

    // All places free means that nothing is read any more.
    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        for (var free = 0; free < options.MaxConcurrentVideos && !cancellationToken.IsCancellationRequested; free++)
        {
            try { await _places.WaitAsync(cancellationToken); }
            catch (OperationCanceledException) { return; }
        }
    }

    private sealed class ReadingPlace(SemaphoreSlim places) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) != 0) return;
            PipelineInstruments.Reading.Add(-1);
            places.Release();
        }
    }
}
