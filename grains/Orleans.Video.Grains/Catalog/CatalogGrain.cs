using System.Text.Json;
using Orleans.Video.Catalog;
using Orleans.Video.Storage;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Catalog;

/// <summary>
/// A shard of the catalog: an object an entry, so that writing one costs the same however many there are, and a sorted copy in memory.
/// While a cluster is divided two activations may serve one shard: every write carries the version that it replaces, the entry with the
/// higher version wins whoever writes it, and an activation that finds the other's work in its way starts again from the store.
/// </summary>
internal sealed class CatalogGrain(IObjectStore store) : Grain, ICatalogGrain
{
    private readonly SortedDictionary<string, StoredEntry> _entries = new(StringComparer.Ordinal);
    private string _prefix = "";

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _prefix = CatalogObject.Prefix((int)this.GetPrimaryKeyLong());
        await foreach (var stored in CatalogObject.LoadAsync(store, _prefix, cancellationToken)) _entries[stored.Entry.Id] = stored;
    }

    public async Task AnnounceAsync(string videoId)
    {
        var entry = new CatalogEntry { Id = videoId, State = VideoState.Received };
        while (!_entries.ContainsKey(videoId) && !await TryWriteAsync(entry, PutCondition.IfAbsent)) await FindAsync(videoId);
    }

    public async Task<bool> PutAsync(CatalogEntry entry)
    {
        while (await FindAsync(entry.Id) is { } known)
        {
            if (known.Entry.Version > entry.Version || known.Entry == entry) return true;
            if (await TryWriteAsync(entry, PutCondition.IfMatch(known.ETag))) return true;
        }

        return false;
    }

    public async Task RemoveAsync(string videoId, long version)
    {
        while (await FindAsync(videoId) is { } known && known.Entry.Version <= version)
        {
            try
            {
                await store.DeleteAsync(CatalogObject.Name(_prefix, videoId), PutCondition.IfMatch(known.ETag));
                _entries.Remove(videoId);
                return;
            }
            catch (ObjectConflictException)
            {
                Forget(videoId);
            }
        }
    }

    public Task<IReadOnlyList<CatalogEntry>> ListAsync(string? after, int take) => Task.FromResult<IReadOnlyList<CatalogEntry>>(
        [.. _entries.Values.Select(stored => stored.Entry).SkipWhile(entry => after is not null && string.CompareOrdinal(entry.Id, after) <= 0).Take(take)]);

    public Task<IReadOnlyList<string>> ListUnfinishedAsync() =>
        Task.FromResult<IReadOnlyList<string>>([.. _entries.Values.Where(stored => !stored.Entry.Finished).Select(stored => stored.Entry.Id)]);

    // What is not in memory may have been written by another activation.
    private async Task<StoredEntry?> FindAsync(string videoId)
    {
        if (_entries.TryGetValue(videoId, out var known)) return known;
        if (await CatalogObject.ReadAsync(store, CatalogObject.Name(_prefix, videoId)) is not { } stored) return null;
        return _entries[videoId] = stored;
    }

    private async Task<bool> TryWriteAsync(CatalogEntry entry, PutCondition condition)
    {
        try
        {
            var etag = await store.PutAsync(CatalogObject.Name(_prefix, entry.Id), JsonSerializer.SerializeToUtf8Bytes(entry), condition);
            _entries[entry.Id] = new StoredEntry(entry, etag);
            return true;
        }
        catch (ObjectConflictException)
        {
            Forget(entry.Id);
            return false;
        }
    }

    private void Forget(string videoId)
    {
        _entries.Remove(videoId);
        DeactivateOnIdle();
    }
}
