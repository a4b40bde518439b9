using Orleans.Video.Grains.Fencing;
using Orleans.Video.Storage;
using Orleans.Video.Versions;

namespace Orleans.Video.Grains.Serving;

/// <summary>The stored pointer: which model set serves, and of which the store holds results.</summary>
internal sealed class ServedSetsObject(IObjectStore store) : IKeptSets
{
    /// <summary>The object.</summary>
    public const string Name = "models/sets.json";

    private const int Format = 1;

    /// <summary>The pointer with its version in the store; null in a new store.</summary>
    /// <exception cref="ObjectStoreException">The object is damaged, or a later version of this program wrote it.</exception>
    public async Task<StoredJson<ServedSets>?> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (await store.GetJsonAsync<Stored>(Name, ct: cancellationToken) is not { } found) return null;
        if (found.Value.Format != Format)
            throw new ObjectStoreException($"object '{Name}' has format {found.Value.Format}, this program knows {Format}: use the version that wrote it, or a later one", Name);
        if (found.Value.Sets is not { Serving: not null, Kept: not null } sets || sets.Of(sets.Serving) is null)
            throw new ObjectStoreException($"object '{Name}' does not say which model set serves: restore it from a backup", Name);
        return new StoredJson<ServedSets>(sets, found.ETag);
    }

    /// <summary>Writes the pointer in place of the version that the caller knows (null: none may be there).</summary>
    /// <exception cref="ObjectConflictException">Another version is there.</exception>
    public async Task<string> WriteAsync(ServedSets sets, string? known) =>
        await store.PutJsonAsync(Name, new Stored(Format, sets), known is null ? PutCondition.IfAbsent : PutCondition.IfMatch(known));

    /// <inheritdoc/>
    public async Task<bool> IsKeptAsync(string modelSet) => (await ReadAsync())?.Value.Of(modelSet) is { State: not KeptSetState.Removing };

    private sealed record Stored(int Format, ServedSets Sets);
}
