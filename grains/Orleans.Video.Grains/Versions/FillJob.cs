using Microsoft.Extensions.Logging;
using Orleans.Video.Catalog;
using Orleans.Video.Storage;
using Orleans.Video.Versions;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Versions;

/// <summary>
/// Walks the catalog, shard after shard, and has each video make what a model set lacks of it, a few at a time. How far it has come is stored after
/// each page; a video that is met again says at once that it is done.
/// </summary>
internal sealed partial class FillJob(IGrainFactory grains, IObjectStore store, VideoPipelineOptions options, TimeProvider time, long version, FillProgress begun, ILogger logger)
{
    private const int PageSize = 64;
    private const int MostProblems = 10;

    // Shorter than the time that a call may take.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private FillProgress _progress = begun;

    /// <summary>How far it has come.</summary>
    public FillProgress Progress
    {
        get
        {
            lock (_gate) return _progress;
        }
    }

    /// <summary>Walks to the end, however often store and silos have to be waited for.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Progress is { Shard: 0, After: null }) await PatientlyAsync(CountAsync, cancellationToken);
        while (Progress.Shard < options.Shards)
        {
            var from = Progress;
            var page = await PatientlyAsync(() => grains.GetGrain<ICatalogGrain>(from.Shard).ListAsync(from.After, PageSize), cancellationToken);
            await Parallel.ForEachAsync(
                page, new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrentFills, CancellationToken = cancellationToken }, async (entry, stop) => await FillAsync(entry.Id, stop));
            Change(progress => page.Count > 0 ? progress with { After = page[^1].Id } : progress with { Shard = progress.Shard + 1, After = null });
            await PatientlyAsync(SaveAsync, cancellationToken);
        }

        Change(static progress => progress with { Ended = true });
        await PatientlyAsync(SaveAsync, cancellationToken);
    }

    private async Task<int> SaveAsync()
    {
        await FillObject.WriteAsync(store, Progress);
        return 0;
    }

    private async Task<int> CountAsync()
    {
        var count = 0;
        for (var shard = 0; shard < options.Shards; shard++)
        {
            string? after = null;
            while (await grains.GetGrain<ICatalogGrain>(shard).ListAsync(after, 1_000) is { Count: > 0 } page)
            {
                count += page.Count;
                after = page[^1].Id;
            }
        }

        Change(progress => progress with { Videos = count });
        return count;
    }

    private async Task FillAsync(string videoId, CancellationToken cancellationToken)
    {
        var delay = options.RetryDelay;
        while (true)
        {
            var video = grains.GetGrain<IVideoGrain>(videoId);
            var reply = await PatientlyAsync(() => video.FillAsync(Progress.ModelSet, version), cancellationToken);
            while (reply.Outcome == FillOutcome.Working)
            {
                reply = await PatientlyAsync(() => video.WaitForFillAsync(Progress.ModelSet, Patience), cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (reply.Outcome == FillOutcome.Done)
            {
                Change(static progress => progress with { Done = progress.Done + 1 });
                return;
            }

            if (reply.Outcome == FillOutcome.Failed)
            {
                LogFailed(videoId, Progress.ModelSet, reply.Reason);
                Change(progress => progress with
                {
                    Failed = progress.Failed + 1,
                    Problems = progress.Problems.Count < MostProblems ? [.. progress.Problems, $"{videoId}: {reply.Reason}"] : progress.Problems,
                });
                return;
            }

            await Task.Delay(delay, time, cancellationToken);
            delay = delay * 2 < options.LongestRetryDelay ? delay * 2 : options.LongestRetryDelay;
        }
    }

    private void Change(Func<FillProgress, FillProgress> change)
    {
        lock (_gate) _progress = change(_progress);
    }

    private async Task<T> PatientlyAsync<T>(Func<Task<T>> act, CancellationToken cancellationToken)
    {
        for (var delay = options.RetryDelay; ; delay = delay * 2 < options.LongestRetryDelay ? delay * 2 : options.LongestRetryDelay)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await act();
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogWaits(Progress.ModelSet, exception.Message);
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Video {VideoId} cannot be read with model set {ModelSet}: {Reason}")]
    private partial void LogFailed(string videoId, string modelSet, string? reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Filling model set {ModelSet} waits and goes on: {Reason}")]
    private partial void LogWaits(string modelSet, string reason);
}
