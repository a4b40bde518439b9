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

    /// <summary>The entries of a shard.</summary>
    public static async IAsyncEnumerable<CatalogEntry> LoadAsync(IObjectStore store, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in store.ListAsync(prefix, cancellationToken))
        {
            if (await store.GetAsync(found.Name, cancellationToken) is not { } stored) continue;
            yield return JsonSerializer.Deserialize<CatalogEntry>(stored.Content.Span)
                ?? throw new InvalidDataException($"the stored object {found.Name} is not a catalog entry: the store is damaged");
        }
    }
}
