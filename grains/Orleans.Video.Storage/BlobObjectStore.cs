using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Orleans.Video.Storage;

/// <summary>
/// Objects as block blobs of one container, for a cluster. The container is created on first use if it is missing and the caller may.
/// The account needs a flat namespace (no hierarchical one, where a name cannot be object and folder at once), and, since erased must be gone,
/// neither soft delete nor versioning. Retries, time-outs and credentials are those of the client that is given.
/// </summary>
public sealed partial class BlobObjectStore : IObjectStore
{
    // Names have at most 900 characters and blobs 1024.
    private const int MaxPrefixLength = 120;

    private readonly BlobContainerClient _container;
    private readonly string _prefix;
    private volatile bool _containerIsThere;

    /// <param name="container">The container.</param>
    /// <param name="prefix">A folder in it to keep to: a legal name of at most 120 characters, or empty for the whole container.</param>
    /// <exception cref="ArgumentException">The prefix is not legal.</exception>
    public BlobObjectStore(BlobContainerClient container, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(prefix);
        prefix = prefix.TrimEnd('/');
        if (prefix.Length > MaxPrefixLength)
            throw new ArgumentException($"the prefix has {prefix.Length} characters, and at most {MaxPrefixLength} are allowed", nameof(prefix));
        if (prefix.Length > 0) ObjectName.Validate(prefix);
        _container = container;
        _prefix = prefix.Length == 0 ? "" : prefix + "/";
    }

    /// <inheritdoc/>
    public async ValueTask<StoredObject?> GetAsync(string name, CancellationToken ct = default)
    {
        var blob = BlobOf(name);
        return await Guarded("read", name, async () =>
        {
            try
            {
                var content = (await blob.DownloadContentAsync(ct)).Value;
                return new StoredObject(content.Content.ToMemory(), content.Details.ETag.ToString());
            }
            catch (RequestFailedException e) when (BlobFailure.IsNoSuchBlob(e))
            {
                return null;
            }
        }, ct);
    }

    /// <inheritdoc/>
    public async ValueTask<Stream?> OpenReadAsync(string name, CancellationToken ct = default)
    {
        var blob = BlobOf(name);
        return await Guarded("read", name, async () =>
        {
            try
            {
                var stream = await blob.OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), ct);
                return (Stream?)new BlobReadStream(stream, name, _container.Name);
            }
            catch (RequestFailedException e) when (BlobFailure.IsNoSuchBlob(e))
            {
                return null;
            }
        }, ct);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken ct = default)
    {
        ObjectName.ValidatePrefix(prefix);
        return Pages(prefix, ct);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string name, PutCondition condition = default, CancellationToken ct = default)
    {
        PutCondition.RefuseAbsentForDelete(condition);
        var blob = BlobOf(name);
        return await Guarded("delete", name, async () =>
        {
            try
            {
                await blob.DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, ConditionsOf(condition), ct);
                return true;
            }
            catch (RequestFailedException e) when (BlobFailure.IsNoSuchBlob(e))
            {
                return false;
            }
            catch (RequestFailedException e) when (BlobFailure.IsUnmetCondition(e))
            {
                // An unmet condition on a blob that is gone reads the same.
                if (await ETagOf(blob, ct) is { } current) throw ObjectConflictException.For(name, condition, current, e);
                return false;
            }
        }, ct);
    }

    private async IAsyncEnumerable<ObjectEntry> Pages(string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        var options = new GetBlobsOptions { Prefix = _prefix + prefix };
        // The paging client hands out entries one by one; a failing page is a failing MoveNext.
        await using var entries = _container.GetBlobsAsync(options, ct).GetAsyncEnumerator(ct);
        while (await Guarded("list", prefix, async () => await entries.MoveNextAsync(), ct))
        {
            var properties = entries.Current.Properties;
            // Listings carry tags without the quotes that headers have.
            yield return new(entries.Current.Name[_prefix.Length..], properties.ContentLength ?? 0, properties.ETag?.ToString("H") ?? "");
        }
    }

    private BlockBlobClient BlobOf(string name)
    {
        ObjectName.Validate(name);
        return _container.GetBlockBlobClient(_prefix + name);
    }

    private static async Task<string?> ETagOf(BlockBlobClient blob, CancellationToken ct)
    {
        try { return (await blob.GetPropertiesAsync(cancellationToken: ct)).Value.ETag.ToString(); }
        catch (RequestFailedException e) when (e.Status == 404) { return null; }
    }

    private static BlobRequestConditions? ConditionsOf(PutCondition condition) => condition switch
    {
        { MustBeAbsent: true } => new() { IfNoneMatch = ETag.All },
        { ExpectedETag: { } etag } => new() { IfMatch = new ETag(etag) },
        _ => null,
    };

    private async Task<T> Guarded<T>(string verb, string name, Func<Task<T>> work, CancellationToken ct)
    {
        try
        {
            await EnsureContainerAsync(ct);
            return await work();
        }
        catch (Exception e) when (BlobFailure.IsOfService(e, ct))
        {
            throw BlobFailure.Of(e, verb, name, _container.Name);
        }
    }

    private async Task EnsureContainerAsync(CancellationToken ct)
    {
        if (_containerIsThere) return;
        try { await _container.CreateIfNotExistsAsync(cancellationToken: ct); }
        catch (RequestFailedException e) when (e.Status is 401 or 403)
        {
            // Keys for one container's blobs may not create containers. If it is missing, the operation itself will say so.
        }

        _containerIsThere = true;
    }
}
