using Microsoft.Extensions.Logging;
using Orleans.Video.Grains.Embeddings;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Search;
using Orleans.Video.Storage;
using Orleans.Video.Versions;

namespace Orleans.Video.Grains.Versions;

/// <summary>
/// Moves the pointer. A change is checked on every silo, then stored, then told to every silo; so each silo answers by one set or the other, and both
/// are whole. Of two activations, in a cluster that is divided, the one whose write the store refuses lets go.
/// <code>
///           fill                    all videos read                use
///   (none) ──────► Filling ─────────────────────────► Filled ◄──────────► serves
///      ▲            │   ▲ fill    some could not be read │
///      │       stop ▼   │     └───────► Incomplete       │ remove
///      │          Stopped                    │           ▼
///      └─────────────┴──────── remove ───────┴──► Removing: deletes, bytes and all
/// </code>
/// </summary>
internal sealed partial class VersionsGrain(
    ServedSetsObject stored, IObjectStore store, SiloSets silos, ISiloStatusOracle members, VideoPipelineOptions options, TimeProvider time, ILogger<VersionsGrain> logger) : Grain, IVersionsGrain
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private ServedSets _sets = null!;
    private string _etag = "";

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await LoadAsync();
        GoOn();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => StopWorkAsync();

    public async Task<VersionsStatus> GetAsync()
    {
        var fills = new List<FillProgress>();
        foreach (var set in _sets.Kept.Where(static set => set.Since > 1))
            fills.Add(_job is { } job && job.Progress.ModelSet == set.Id ? job.Progress : await FillObject.ReadAsync(store, set));
        return new VersionsStatus(_sets, fills);
    }

    public async Task<VersionsReply> FillAsync(string modelSet)
    {
        if (_sets.Of(modelSet) is { State: KeptSetState.Filled or KeptSetState.Filling }) return await DoneAsync();
        return await BeginFillAsync(modelSet) ?? await DoneAsync();
    }

    public async Task<VersionsReply> StopAsync(string modelSet)
    {
        if (_sets.Of(modelSet) is not { State: KeptSetState.Filling } filling) return await RefuseAsync($"model set {modelSet} is not being filled: see  video models list");
        await StopWorkAsync();
        await ChangeAsync(sets => sets.With(filling with { State = KeptSetState.Stopped }));
        return await DoneAsync();
    }

    public async Task<VersionsReply> UseAsync(string modelSet, bool force)
    {
        if (modelSet == _sets.Serving) return await DoneAsync();
        if (await CheckAsync(modelSet) is { } unusable) return unusable;
        if (_sets.Of(modelSet) is not { State: KeptSetState.Filled })
        {
            if (!force) return await RefuseAsync(await LackOfAsync(modelSet));
            if (_sets.Of(modelSet) is not { State: KeptSetState.Filling } && await BeginFillAsync(modelSet) is { } refused) return refused;
        }

        foreach (var silo in members.GetActiveSilos())
            if (await silos.On(silo).WarmUpAsync(modelSet) is { } problem) return await UnusableAsync($"model set {modelSet} cannot be used on silo {silo}: {problem}");
        for (var shard = 0; shard < options.Shards; shard++) await IndexOf(modelSet, shard).GetVectorsAsync("warm");
        await ChangeAsync(sets => sets with { Serving = modelSet, Previous = sets.Serving });
        LogServes(modelSet, _sets.Previous);
        return await DoneAsync();
    }

    public async Task<VersionsReply> RemoveAsync(string modelSet)
    {
        if (modelSet == _sets.Serving) return await RefuseAsync($"model set {modelSet} serves: use another one first, by  video models use ID");
        if (_sets.Of(modelSet) is not { } set) return await RefuseAsync($"nothing in this store was made by model set {modelSet}: see  video models list");
        if (set.State != KeptSetState.Removing)
        {
            if (set.State == KeptSetState.Filling) await StopWorkAsync();
            await ChangeAsync(sets => sets.With(set with { State = KeptSetState.Removing }) with { Previous = sets.Previous == modelSet ? null : sets.Previous });
        }

        GoOn();
        return await DoneAsync();
    }

    public async Task MissAsync(string modelSet, string videoId, string reason)
    {
        if (_sets.Of(modelSet) is not { State: KeptSetState.Filled } set || modelSet == _sets.Serving) return;
        var progress = await FillObject.ReadAsync(store, set);
        await FillObject.WriteAsync(store, progress with { Failed = progress.Failed + 1, Problems = [.. progress.Problems, $"{videoId}: {reason}"] });
        await ChangeAsync(sets => sets.With(set with { State = KeptSetState.Incomplete }));
    }

    public Task ResumeAsync()
    {
        GoOn();
        return Task.CompletedTask;
    }

    // A reply that refuses; null when filling has begun.
    private async Task<VersionsReply?> BeginFillAsync(string modelSet)
    {
        if (_sets.Kept.FirstOrDefault(static set => set.State == KeptSetState.Filling) is { } other) return await RefuseAsync($"model set {other.Id} is being filled: wait for it, or stop it by  video models fill {other.Id} --stop");
        var known = _sets.Of(modelSet);
        if (known is { State: KeptSetState.Removing }) return await RefuseAsync($"what model set {modelSet} made is being deleted: try again when it is gone");
        if (await CheckAsync(modelSet) is { } unusable) return unusable;
        // What could not be read is tried again, from the start; what is there is met quickly.
        if (known is not null) await FillObject.WriteAsync(store, new FillProgress { ModelSet = modelSet, Since = known.Since });
        await ChangeAsync(sets => sets.With((known ?? new KeptSet(modelSet, _checked!, sets.Version + 1, KeptSetState.Filling)) with { State = KeptSetState.Filling }));
        GoOn();
        return null;
    }

    private string? _checked;

    // Any silo may read with it, or hold a shard of its index.
    private async Task<VersionsReply?> CheckAsync(string modelSet)
    {
        _checked = _sets.Of(modelSet)?.Digest;
        foreach (var silo in members.GetActiveSilos())
        {
            var found = await silos.On(silo).CheckAsync(modelSet);
            if (found.Digest is null) return await UnusableAsync($"model set {modelSet} cannot be used on silo {silo}: {found.Problem}");
            _checked ??= found.Digest;
            if (found.Digest == _checked) continue;
            return await UnusableAsync(
                $"model set {modelSet} is another one on silo {silo} (digest {found.Digest}) than {(_sets.Of(modelSet) is null ? "elsewhere" : "made what is in the store")} ({_checked}): give every silo the same files, and a changed set an id of its own");
        }

        return null;
    }

    private async Task<string> LackOfAsync(string modelSet)
    {
        if (_sets.Of(modelSet) is not { } set) return $"no video has been read with model set {modelSet}: fill it by  video models fill {modelSet}, or force it, and only words find videos until they are read";
        var fill = _job?.Progress is { } running && running.ModelSet == modelSet ? running : await FillObject.ReadAsync(store, set);
        return set.State switch
        {
            KeptSetState.Filling => $"model set {modelSet} is being filled, {fill.Done + fill.Failed} of {fill.Videos} videos: wait, or force it",
            KeptSetState.Incomplete => $"{fill.Failed} videos could not be read with model set {modelSet} ({string.Join("; ", fill.Problems.Take(3))}): fill it again, or force it and go without them",
            KeptSetState.Stopped => $"filling model set {modelSet} was stopped at {fill.Done + fill.Failed} of {fill.Videos} videos: go on by  video models fill {modelSet}, or force it",
            _ => $"what model set {modelSet} made is being deleted",
        };
    }

    private IIndexShardGrain IndexOf(string modelSet, int shard) => GrainFactory.GetGrain<IIndexShardGrain>(EmbeddingKey.Of(modelSet, shard.ToString()));

    private async Task LoadAsync()
    {
        var found = await stored.ReadAsync() ?? throw new InvalidOperationException($"object {ServedSetsObject.Name} is gone from the store: start a silo again");
        (_sets, _etag) = (found.Value, found.ETag);
    }

    private async Task ChangeAsync(Func<ServedSets, ServedSets> change)
    {
        await _changing.WaitAsync();
        try
        {
            var next = change(_sets) with { Version = _sets.Version + 1 };
            _etag = await stored.WriteAsync(next, _etag);
            _sets = next;
        }
        catch
        {
            // Another activation's, or unknown: what the store says counts.
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            _changing.Release();
        }

        await TellAsync();
    }

    /// <summary>Tells every silo; one that starts now reads it by itself, and one that cannot be reached looks again by and by.</summary>
    /// <returns>Whether all have heard.</returns>
    private async Task<bool> TellAsync()
    {
        var heard = await Task.WhenAll(members.GetActiveSilos().Select(async silo =>
        {
            try
            {
                await silos.On(silo).TellAsync(_sets);
                return true;
            }
            catch (Exception exception)
            {
                LogNotTold(silo, exception.Message);
                return false;
            }
        }));
        return heard.All(static one => one);
    }

    private async Task<VersionsReply> DoneAsync() => new(VersionsOutcome.Done, null, await GetAsync());

    private async Task<VersionsReply> RefuseAsync(string message) => new(VersionsOutcome.Refused, message, await GetAsync());

    private async Task<VersionsReply> UnusableAsync(string message) => new(VersionsOutcome.Unusable, message, await GetAsync());

    [LoggerMessage(Level = LogLevel.Information, Message = "Model set {ModelSet} serves from now on; before it {Previous} did")]
    private partial void LogServes(string modelSet, string? previous);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Silo} could not be told of a change of model sets: {Reason}")]
    private partial void LogNotTold(SiloAddress silo, string reason);
}
