using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Video.Catalog;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Versions;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Catalog;

/// <summary>
/// Walks the catalog for unfinished videos and has them go on: when the silo starts, as soon as another silo is gone, and from time to time. The
/// shards are divided among the silos, so that each walks its own. What is under way with model sets goes on in the same way, and a silo that missed
/// a change of them learns of it.
/// </summary>
internal sealed partial class Recovery(
    IGrainFactory grains, ServingModelSets models, IClusterMembershipService membership, ILocalSiloDetails self, VideoPipelineOptions options, TimeProvider time, ILogger<Recovery> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private const int ResumedAtOnce = 8;

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly ConcurrentDictionary<string, byte> _later = new();
    private Task _running = Task.CompletedTask;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(Recovery),
        ServiceLifecycleStage.Active + 1,
        _ =>
        {
            _running = Task.WhenAll(Task.Run(WalkRepeatedlyAsync, CancellationToken.None), Task.Run(WatchAsync, CancellationToken.None));
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stop.CancelAsync();
            await _running;
        });

    /// <summary>Has a video go on after a moment, wherever it is then: for an activation that lets go of it and does not know who has it.</summary>
    public void ResumeLater(string videoId)
    {
        if (_stop.IsCancellationRequested || !_later.TryAdd(videoId, 0)) return;
        _ = Task.Run(async () =>
        {
            try
            {
                await Task.Delay(options.RetryDelay, time, _stop.Token);
                _later.TryRemove(videoId, out var _);
                await grains.GetGrain<IVideoGrain>(videoId).ResumeAsync();
            }
            catch (Exception exception) when (!_stop.IsCancellationRequested)
            {
                // The catalog knows it still.
                LogNotResumed(videoId, exception.Message);
                Wake();
            }
            catch (OperationCanceledException)
            {
                // The silo stops: another one's walk finds it.
            }
        });
    }

    private async Task WalkRepeatedlyAsync()
    {
        try
        {
            while (true)
            {
                var whole = await ResumeVersionsAsync();
                foreach (var shard in OwnShards()) whole &= await WalkAsync(shard);
                // A shard that could not be walked is not left until the next time.
                var pause = whole || options.RecoveryInterval < options.LongestRetryDelay ? options.RecoveryInterval : options.LongestRetryDelay;
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                await Task.WhenAny(Task.Delay(pause, time, patience.Token), _wake.WaitAsync(patience.Token));
                await patience.CancelAsync();
                _stop.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            var before = new HashSet<SiloAddress>();
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(_stop.Token))
            {
                var now = snapshot.Members.Values.Where(member => member.Status is not (SiloStatus.Dead or SiloStatus.None)).Select(member => member.SiloAddress).ToHashSet();
                if (before.Except(now).Any()) Wake();
                before = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private void Wake()
    {
        try { _wake.Release(); }
        catch (SemaphoreFullException)
        {
            // It is about to walk anyway.
        }
    }

    // Every silo orders the members alike; while two do not yet see the same ones a shard is walked twice or, until the next change, not at all.
    private IEnumerable<int> OwnShards()
    {
        var active = membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress).Order().ToArray();
        var own = Array.IndexOf(active, self.SiloAddress);
        for (var shard = Math.Max(own, 0); shard < options.Shards; shard += Math.Max(active.Length, 1)) yield return shard;
    }

    private async Task<bool> ResumeVersionsAsync()
    {
        try
        {
            await models.RefreshAsync();
            if (OwnShards().FirstOrDefault(-1) == 0) await grains.GetGrain<IVersionsGrain>(0).ResumeAsync();
            return true;
        }
        catch (Exception exception) when (!_stop.IsCancellationRequested)
        {
            LogVersionsNotResumed(exception.Message);
            return false;
        }
    }

    private async Task<bool> WalkAsync(int shard)
    {
        try
        {
            var unfinished = await grains.GetGrain<ICatalogGrain>(shard).ListUnfinishedAsync();
            var whole = true;
            await Parallel.ForEachAsync(unfinished, new ParallelOptions { MaxDegreeOfParallelism = ResumedAtOnce, CancellationToken = _stop.Token }, async (videoId, _) =>
            {
                try
                {
                    LogResuming(videoId);
                    await grains.GetGrain<IVideoGrain>(videoId).ResumeAsync();
                }
                catch (Exception exception) when (!_stop.IsCancellationRequested)
                {
                    // One video's trouble must not keep the others waiting.
                    whole = false;
                    LogNotResumed(videoId, exception.Message);
                }
            });
            return whole;
        }
        catch (Exception exception) when (!_stop.IsCancellationRequested)
        {
            LogFailed(shard, exception.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Video {VideoId} is unfinished: it goes on")]
    private partial void LogResuming(string videoId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Video {VideoId} is unfinished and could not be made to go on; it is tried again: {Reason}")]
    private partial void LogNotResumed(string videoId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look after the model sets; it is tried again: {Reason}")]
    private partial void LogVersionsNotResumed(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not look for unfinished videos in catalog shard {Shard}; it is tried again: {Reason}")]
    private partial void LogFailed(int shard, string reason);
}
