using System.Runtime.CompilerServices;
using System.Text.Json;
using Orleans.Video.Catalog;
using Orleans.Video.Storage;

namespace Orleans.Video.Grains.Catalog;

/// <summary>The stored entries of a catalog shard; the index of the same shard is rebuilt from them too.</summary>
internal static class CatalogObject
{
    /// <summary>The prefix of a shard's entries.</summary>
    public static string Prefix(int shard) => $"catalog/{shard:D4}/";

    /// <summary>The name of an entry.</summary>
    public static string Name(string prefix, string videoId) => $"{prefix}{videoId}.json";

    /// <summary>The entries of a shard, with their versions in the store.</summary>
    public static async IAsyncEnumerable<StoredEntry> LoadAsync(IObjectStore store, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in store.ListAsync(prefix, cancellationToken))
            if (await ReadAsync(store, found.Name, cancellationToken) is { } entry) yield return entry;
    }

    /// <summary>One entry; null when it is not there.</summary>
    public static async Task<StoredEntry?> ReadAsync(IObjectStore store, string name, CancellationToken cancellationToken = default) =>
        await store.GetAsync(name, cancellationToken) is { } stored
            ? new StoredEntry(
                JsonSerializer.Deserialize<CatalogEntry>(stored.Content.Span) ?? throw new InvalidDataException($"the stored object {name} is not a catalog entry: the store is damaged"),
                stored.ETag)
            : null;
}

/// <summary>An entry as it is stored.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="ETag">The version of its object.</param>
internal sealed record StoredEntry(CatalogEntry Entry, string ETag);
