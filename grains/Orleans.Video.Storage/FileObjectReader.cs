namespace Orleans.Video.Storage;

/// <summary>
/// The objects of a <see cref="FileObjectStore"/>'s folder, to be read only, also while a store has the folder open: what is put or deleted meanwhile is seen as it happens.
/// It takes no lock and leaves nothing in the folder.
/// </summary>
public sealed class FileObjectReader : IObjectStore, IDisposable
{
    private readonly FileTree _tree;

    /// <summary>Looks into a folder.</summary>
    /// <param name="root">The folder. It may itself be a symbolic link.</param>
    /// <exception cref="ObjectStoreException">There is no such folder.</exception>
    public FileObjectReader(string root)
    {
        var full = Path.GetFullPath(root);
        if (!Directory.Exists(full)) throw new ObjectStoreException($"there is no folder '{full}': name the data folder of a silo with --data");
        _tree = new FileTree(new DirectoryInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full);
    }

    /// <inheritdoc/>
    public ValueTask<StoredObject?> GetAsync(string name, CancellationToken ct = default)
    {
        ObjectName.Validate(name);
        return new(Task.Run(() => FileFailure.Guarded("read", name, () => _tree.Read(name)), ct));
    }

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenReadAsync(string name, CancellationToken ct = default)
    {
        ObjectName.Validate(name);
        return new(Task.Run(() => FileFailure.Guarded("read", name, () => (Stream?)_tree.OpenRead(name)), ct));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken ct = default)
    {
        ObjectName.ValidatePrefix(prefix);
        return FileListing.WalkAsync(_tree, prefix, ct);
    }

    /// <inheritdoc/>
    public ValueTask<string> PutAsync(string name, ReadOnlyMemory<byte> content, PutCondition condition = default, CancellationToken ct = default) => throw ReadOnly(name);

    /// <inheritdoc/>
    public ValueTask<StreamedPut> PutStreamAsync(string name, Stream content, long maxBytes, PutCondition condition = default, CancellationToken ct = default) => throw ReadOnly(name);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string name, PutCondition condition = default, CancellationToken ct = default) => throw ReadOnly(name);

    /// <inheritdoc/>
    public void Dispose() => _tree.Dispose();

    private static ObjectStoreException ReadOnly(string name) => new($"object '{name}' cannot be changed: the folder was opened for reading only; open it as a store", name);
}
