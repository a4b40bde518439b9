using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Search;
using Orleans.Video.Silo.Draining;
using Orleans.Video.Storage;

namespace Orleans.Video.Silo.Http;

/// <summary>Warms the encoders up when the silo starts, and says whether it can serve: models warm, index there, store reachable.</summary>
internal sealed partial class Readiness(IGrainFactory grains, EncoderWarmUp encoders, ServingModelSets models, IObjectStore store, SiloDrain drain, TimeProvider time, ILogger<Readiness> logger)
    : IHostedService
{
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task _warming = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _warming = Task.Run(WarmUpAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _warming.ContinueWith(static _ => { }, cancellationToken, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <exception cref="Refusal">It cannot serve now; the message says why.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (models.Problem is { } problem) throw Refusal.NotReady(problem);
        if (drain.IsDraining) throw Refusal.NotReady("draining: this silo finishes the segments in work and stops; ask another one");
        var warming = _warming;
        if (warming.IsFaulted)
        {
            // What failed may have passed: the next question finds out.
            lock (_gate) if (ReferenceEquals(warming, _warming)) _warming = Task.Run(WarmUpAsync, CancellationToken.None);
            throw Refusal.NotReady($"the model set {models.Serving.Id} could not be warmed up: {warming.Exception.InnerException?.Message}");
        }

        if (!warming.IsCompleted) throw Refusal.NotReady($"the model set {models.Serving.Id} is warming up: try again in a moment");
        try
        {
            await store.GetAsync("probe/readiness", cancellationToken).AsTask().WaitAsync(StorePatience, time, cancellationToken);
        }
        catch (Exception exception) when (exception is ObjectStoreException or TimeoutException)
        {
            throw Refusal.NotReady($"the store does not answer: {exception.Message}");
        }
    }

    private async Task WarmUpAsync()
    {
        try
        {
            await encoders.RunAsync();
            // Loads every shard of the index from the store, so that the first search does not wait for it.
            await grains.GetGrain<ISearchGrain>(0).SearchAsync(new SearchRequest("ready", SearchScope.Video, [], 1));
        }
        catch (Exception exception)
        {
            LogWarmUpFailed(models.Serving.Id, exception);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Model set {ModelSet} could not be warmed up")]
    private partial void LogWarmUpFailed(string modelSet, Exception exception);
}
