using System.Text.Json;
using Orleans.Video.Catalog;
using Orleans.Video.Storage;

namespace Orleans.Video.Grains.Catalog;

/// <summary>A shard of the catalog: an object an entry, so that writing one costs the same however many there are, and a sorted copy in memory.</summary>
internal sealed class CatalogGrain(IObjectStore store) : Grain, ICatalogGrain
{
    private readonly SortedDictionary<string, CatalogEntry> _entries = new(StringComparer.Ordinal);
    private string _prefix = "";

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _prefix = CatalogObject.Prefix((int)this.GetPrimaryKeyLong());
        await foreach (var entry in CatalogObject.LoadAsync(store, _prefix, cancellationToken)) _entries[entry.Id] = entry;
    }

    public async Task PutAsync(CatalogEntry entry)
    {
        if (_entries.TryGetValue(entry.Id, out var known) && known == entry) return;
        await store.PutAsync(CatalogObject.Name(_prefix, entry.Id), JsonSerializer.SerializeToUtf8Bytes(entry));
        _entries[entry.Id] = entry;
    }

    public async Task RemoveAsync(string videoId)
    {
        await store.DeleteAsync(CatalogObject.Name(_prefix, videoId));
        _entries.Remove(videoId);
    }

    public Task<IReadOnlyList<CatalogEntry>> ListAsync(string? after, int take) => Task.FromResult<IReadOnlyList<CatalogEntry>>(
        [.. _entries.Values.SkipWhile(entry => after is not null && string.CompareOrdinal(entry.Id, after) <= 0).Take(take)]);

    public Task<IReadOnlyList<string>> ListUnfinishedAsync() =>
        Task.FromResult<IReadOnlyList<string>>([.. _entries.Values.Where(entry => !entry.Finished).Select(entry => entry.Id)]);
}
