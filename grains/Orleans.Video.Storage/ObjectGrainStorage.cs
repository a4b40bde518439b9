using System.Collections.Concurrent;
using System.Text.Json;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Orleans.Video.Storage;

/// <summary>
/// Grain state as objects: <c>state/{state name}/{grain key}.json</c>, both parts escaped by <see cref="ObjectName.Escape"/>.
/// Every write and clear carries the ETag that was read, so of two activations of one grain only one gets through; the other receives
/// <see cref="InconsistentStateException"/>. Clearing deletes the object, so that nothing of an erased video stays.
/// A state name belongs to one grain type: two types that share one would share their objects, and are refused.
/// </summary>
public sealed class ObjectGrainStorage : IGrainStorage
{
    /// <summary>The folder of all grain state.</summary>
    public const string Folder = "state/";

    private readonly IObjectStore _store;
    private readonly IGrainStorageSerializer _serializer;
    private readonly IActivatorProvider _activators;
    private readonly ConcurrentDictionary<string, GrainType> _owners = new();

    /// <param name="store">Where the objects are.</param>
    /// <param name="serializer">Turns state into bytes and back.</param>
    /// <param name="activators">Makes the state of a grain that has none yet.</param>
    public ObjectGrainStorage(IObjectStore store, IGrainStorageSerializer serializer, IActivatorProvider activators)
    {
        _store = store;
        _serializer = serializer;
        _activators = activators;
    }

    /// <summary>The object that holds a grain's state.</summary>
    public static string ObjectNameOf(string stateName, string grainKey) => $"{Folder}{ObjectName.Escape(stateName)}/{ObjectName.Escape(grainKey)}.json";

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    /// <exception cref="ObjectStoreException">The store failed, or the object is not the JSON of that state.</exception>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var name = NameOf(stateName, grainId);
        if (await _store.GetAsync(name, cancellationToken) is { } stored)
        {
            grainState.State = Deserialize<T>(name, stored);
            grainState.ETag = stored.ETag;
            grainState.RecordExists = true;
        }
        else
        {
            Reset(grainState);
        }
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    /// <exception cref="InconsistentStateException">Another activation has written or cleared the state since it was read.</exception>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var name = NameOf(stateName, grainId);
        var condition = string.IsNullOrEmpty(grainState.ETag) ? PutCondition.IfAbsent : PutCondition.IfMatch(grainState.ETag);
        var content = _serializer.Serialize(grainState.State).ToMemory();
        try
        {
            grainState.ETag = await _store.PutAsync(name, content, condition, cancellationToken);
        }
        catch (ObjectConflictException e)
        {
            // A write whose answer was lost is sent again, and then stands in its own way.
            if (await _store.GetAsync(name, cancellationToken) is not { } stored || !stored.Content.Span.SequenceEqual(content.Span))
                throw Inconsistent("write", stateName, grainId, e.CurrentETag, grainState.ETag, e);
            grainState.ETag = stored.ETag;
        }

        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    /// <exception cref="InconsistentStateException">Another activation has written the state since it was read.</exception>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var name = NameOf(stateName, grainId);
        if (!string.IsNullOrEmpty(grainState.ETag))
        {
            // One that is gone already is what was asked for: a clear whose answer was lost can be asked for again.
            try { await _store.DeleteAsync(name, PutCondition.IfMatch(grainState.ETag), cancellationToken); }
            catch (ObjectConflictException e) { throw Inconsistent("clear", stateName, grainId, e.CurrentETag, grainState.ETag, e); }
        }
        else if (await _store.GetAsync(name, cancellationToken) is { } stored)
        {
            throw Inconsistent("clear", stateName, grainId, stored.ETag, grainState.ETag, cause: null);
        }

        Reset(grainState);
    }

    private void Reset<T>(IGrainState<T> grainState)
    {
        grainState.State = _activators.GetActivator<T>().Create();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private T Deserialize<T>(string name, StoredObject stored)
    {
        try
        {
            return _serializer.Deserialize<T>(BinaryData.FromBytes(stored.Content)) ?? _activators.GetActivator<T>().Create();
        }
        catch (Exception e) when (e is JsonException or FormatException or NotSupportedException)
        {
            throw new ObjectStoreException(
                $"object '{name}' does not hold the state of a {typeof(T).Name} ({e.Message}): restore it from a backup, or delete it to begin anew", name, cause: e);
        }
    }

    private string NameOf(string stateName, GrainId grainId)
    {
        var owner = _owners.GetOrAdd(stateName, grainId.Type);
        if (owner != grainId.Type)
        {
            throw new InvalidOperationException(
                $"the state name '{stateName}' is used by the grain types '{owner}' and '{grainId.Type}', whose grains would overwrite each other: give each its own in [PersistentState]");
        }

        return ObjectNameOf(stateName, grainId.Key.ToString() ?? "");
    }

    private static InconsistentStateException Inconsistent(
        string verb, string stateName, GrainId grainId, string? storedETag, string? readETag, ObjectConflictException? cause) =>
        new($"could not {verb} the state '{stateName}' of grain '{grainId}': another activation changed it since it was read", storedETag ?? "none", readETag ?? "none", cause);
}
