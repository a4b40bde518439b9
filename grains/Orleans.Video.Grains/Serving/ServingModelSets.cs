using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Storage;
using Orleans.Video.Versions;

namespace Orleans.Video.Grains.Serving;

/// <summary>
/// What this silo knows of the pointer. It reads it when it starts, is told of each change, and reads it again when somebody asks for a set that it
/// does not know. Whoever answers a question takes <see cref="Serving"/> once and stays with it.
/// </summary>
public sealed partial class ServingModelSets : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly ConcurrentDictionary<string, Lazy<OpenedModelSet>> _opened = new();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _leaving = new();
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly ModelSetLibrary _library;
    private readonly ServedSetsObject _stored;
    private readonly VideoPipelineOptions _options;
    private readonly ILogger<ServingModelSets> _logger;
    private volatile View? _view;

    internal ServingModelSets(ModelSetLibrary library, ServedSetsObject stored, VideoPipelineOptions options, ILogger<ServingModelSets> logger) =>
        (_library, _stored, _options, _logger) = (library, stored, options, logger);

    /// <summary>The set that answers questions now.</summary>
    public OpenedModelSet Serving => Known.Serving;

    /// <summary>Why this silo goes on with another set than the pointer names; null when it does not.</summary>
    public string? Problem => Known.Problem;

    /// <summary>The pointer as this silo last heard of it.</summary>
    internal ServedSets Sets => Known.Sets;

    private View Known => _view ?? throw new InvalidOperationException("the model sets of this store are not known before the silo starts");

    /// <summary>Reads the pointer, or writes it into a new store: the option <c>ModelSet</c> is what that begins with. Once done, it does nothing.</summary>
    /// <exception cref="ModelSetException">The set cannot be used here, or is not the one that made what is in the store.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        while (_view is null)
        {
            if (await _stored.ReadAsync(cancellationToken) is not { } found)
            {
                var first = Open(_options.ModelSet);
                try { await _stored.WriteAsync(new ServedSets { Version = 1, Serving = first.Id, Kept = [new KeptSet(first.Id, first.Digest, 1, KeptSetState.Filled)] }, null); }
                catch (ObjectConflictException)
                {
                    // Another silo starts at the same time: what it wrote holds.
                }

                continue;
            }

            var sets = found.Value;
            // What nobody chose may differ: a store that has moved on to another set is opened without saying so each time.
            if (_options.ModelSet != new VideoPipelineOptions().ModelSet && sets.Of(_options.ModelSet) is null)
            {
                throw new ModelSetException(
                    _options.ModelSet, null, $"nothing in this store was made by it, and its silos serve {sets.Serving}, whose vectors cannot be compared with those of another set",
                    $"leave the option out and run  video models fill {_options.ModelSet}  and then  video models use {_options.ModelSet}, or take another data folder");
            }

            _view = new View(sets, OpenKept(sets, sets.Serving), null);
            if (_options.ModelSet != sets.Serving) LogServesAnother(sets.Serving, _options.ModelSet);
        }
    }

    /// <summary>Before anything of the pipeline works.</summary>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(ServingModelSets), ServiceLifecycleStage.RuntimeInitialize, BeginAsync);

    /// <summary>Takes the pointer as another silo tells it, unless this one knows a later one.</summary>
    internal async Task AcceptAsync(ServedSets sets)
    {
        await _changing.WaitAsync();
        try
        {
            var before = Known;
            // A problem may have passed: the files may be there by now.
            if (sets.Version < before.Sets.Version || (sets.Version == before.Sets.Version && before.Problem is null)) return;
            try
            {
                var serving = await Task.Run(() => OpenKept(sets, sets.Serving));
                if (serving.Id != before.Serving.Id) LogServes(serving.Id, before.Serving.Id);
                _view = new View(sets, serving, null);
            }
            catch (ModelSetException exception)
            {
                LogCannotServe(sets.Serving, before.Serving.Id, exception.Message);
                _view = new View(sets, before.Serving, $"the cluster serves model set {sets.Serving}, which this silo cannot use, so that it goes on with {before.Serving.Id}: {exception.Message}");
            }

            foreach (var id in _leaving.Keys)
                if (sets.Of(id) is null or { State: KeptSetState.Removing } && _leaving.TryRemove(id, out var leaving)) await leaving.CancelAsync();
            foreach (var id in _opened.Keys)
                if (sets.Of(id) is null && id != Known.Serving.Id) _opened.TryRemove(id, out _);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Says that a set is no longer kept: who holds memory for it lets go.</summary>
    internal CancellationToken Leaving(string id) => _leaving.GetOrAdd(id, static _ => new CancellationTokenSource()).Token;

    /// <summary>Reads the pointer again.</summary>
    internal async Task RefreshAsync()
    {
        if (await _stored.ReadAsync() is { } found) await AcceptAsync(found.Value);
    }

    /// <summary>A set that the store keeps; null when it keeps none of that id, or the set cannot be used here.</summary>
    internal async Task<OpenedModelSet?> FindAsync(string id)
    {
        try { return await OpenAsync(id); }
        catch (ModelSetAbsentException) { return null; }
    }

    /// <summary>A set that the store keeps.</summary>
    /// <exception cref="ModelSetAbsentException">It keeps none of that id, or the set cannot be used here.</exception>
    internal async Task<OpenedModelSet> OpenAsync(string id)
    {
        if (Sets.Of(id) is null) await RefreshAsync();
        var sets = Sets;
        if (sets.Of(id) is null or { State: KeptSetState.Removing })
            throw new ModelSetAbsentException($"model set {id} is not kept here, but {string.Join(", ", sets.Wanted)}: fill it by  video models fill {id}");
        if (_opened.TryGetValue(id, out var opened) && opened.IsValueCreated) return OpenKept(sets, id);
        try { return await Task.Run(() => OpenKept(sets, id)); }
        catch (ModelSetException exception)
        {
            throw new ModelSetAbsentException($"{exception.Message}; it is one of the sets that the store keeps: put its files back, or remove it by  video models remove {id}");
        }
    }

    // The vectors of a set that was changed under its id could not be told from those that it made before.
    private OpenedModelSet OpenKept(ServedSets sets, string id)
    {
        var opened = Open(id);
        var kept = sets.Of(id)!;
        if (opened.Digest == kept.Digest) return opened;
        _opened.TryRemove(id, out _);
        throw new ModelSetException(
            id, "manifest.json", $"it is not the set of that id which made what is in the store: its digest is {opened.Digest}, that one's was {kept.Digest}",
            "put the earlier files back, and give this set an id of its own (its folder's name and the manifest's field id), to fill and use it beside the other");
    }

    // A failure is not remembered: the files may come.
    private OpenedModelSet Open(string id)
    {
        var opening = _opened.GetOrAdd(id, static (name, library) => new Lazy<OpenedModelSet>(() => OpenedModelSet.Open(library, name)), _library);
        try
        {
            return opening.Value;
        }
        catch
        {
            _opened.TryRemove(KeyValuePair.Create(id, opening));
            throw;
        }
    }

    private sealed record View(ServedSets Sets, OpenedModelSet Serving, string? Problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Model set {ModelSet} answers from now on, in place of {Before}")]
    private partial void LogServes(string modelSet, string before);

    [LoggerMessage(Level = LogLevel.Information, Message = "This store serves model set {ModelSet}; {Option} is only what a new store would begin with")]
    private partial void LogServesAnother(string modelSet, string option);

    [LoggerMessage(Level = LogLevel.Error, Message = "The cluster serves model set {ModelSet}, which this silo cannot use: it goes on with {Before} ({Reason})")]
    private partial void LogCannotServe(string modelSet, string before, string reason);
}
