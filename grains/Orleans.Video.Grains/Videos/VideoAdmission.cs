using Orleans.Video.Grains.Telemetry;

namespace Orleans.Video.Grains.Videos;

/// <summary>Lets a bounded number of videos of this silo be read at a time; the others wait in the order they came.</summary>
internal sealed class VideoAdmission(VideoPipelineOptions options) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.MaxConcurrentVideos);

    /// <summary>Waits for a place; dispose to leave it.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        PipelineInstruments.Waiting.Add(1);
        try { await _places.WaitAsync(cancellationToken); }
        finally { PipelineInstruments.Waiting.Add(-1); }
        PipelineInstruments.Reading.Add(1);
        return new Place(_places);
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
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
