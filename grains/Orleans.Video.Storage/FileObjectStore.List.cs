namespace Orleans.Video.Storage;

public sealed partial class FileObjectStore
{
    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken ct = default)
    {
        ObjectName.ValidatePrefix(prefix);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return FileListing.WalkAsync(_tree, prefix, ct);
    }
}
