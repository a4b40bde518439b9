using Microsoft.Extensions.Logging;
using Orleans.Video.Catalog;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Catalog;

/// <summary>Walks the catalog for unfinished videos when the silo starts, and from time to time, and has them go on.</summary>
internal sealed partial class Recovery(IGrainFactory grains, VideoPipelineOptions options, TimeProvider time, ILogger<Recovery> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly CancellationTokenSource _stop = new();
    private Task _walking = Task.CompletedTask;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(Recovery),
        ServiceLifecycleStage.Active + 1,
        _ =>
        {
            _walking = Task.Run(WalkRepeatedlyAsync, CancellationToken.None);
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stop.CancelAsync();
            await _walking;
            _stop.Dispose();
        });

    private async Task WalkRepeatedlyAsync()
    {
        using var timer = new PeriodicTimer(options.RecoveryInterval, time);
        try
        {
            do
            {
                for (var shard = 0; shard < options.Shards && !_stop.IsCancellationRequested; shard++) await WalkAsync(shard);
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task WalkAsync(int shard)
    {
        try
        {
            foreach (var videoId in await grains.GetGrain<ICatalogGrain>(shard).ListUnfinishedAsync())
            {
                if (_stop.IsCancellationRequested) return;
                LogResuming(videoId);
                await grains.GetGrain<IVideoGrain>(videoId).ResumeAsync();
            }
        }
        catch (Exception exception) when (!_stop.IsCancellationRequested)
        {
            LogFailed(shard, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Video {VideoId} was unfinished: it goes on")]
    private partial void LogResuming(string videoId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not recover the unfinished videos of catalog shard {Shard}; it is tried again at the next walk")]
    private partial void LogFailed(int shard, Exception exception);
}
