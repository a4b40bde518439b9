namespace Orleans.Video.Storage;

/// <summary>
/// Objects as files below one folder, which the store owns alone while it is open: the embedded default. What a put returned is on the disk,
/// also after a power cut; a crash leaves at most files in <c>.tmp</c>, which the next opening sweeps. A symbolic link in the folder is never
/// followed: it is not listed, and a name that leads through one is refused.
/// <code>
///   root/.lock            held open: one process at a time
///   root/.stamp           no ETag up to this one will be given again
///   root/.tmp/…           what is being written
///   root/media@/a@/v.mp4  object media/a/v.mp4: folders carry an '@', which no name may have, so that 'a' and 'a/b' can both be
/// </code>
/// The ETag of a version is its file's modification time, a strictly increasing stamp that the store itself sets.
/// </summary>
public sealed partial class FileObjectStore : IObjectStore, IDisposable
{
    private readonly FileTree _tree;
    private readonly FileStamps _stamps;
    private readonly NameLocks _locks = new();
    private readonly FileStream _ownership;
    private volatile bool _disposed;

    /// <summary>Opens a folder, which is created when it is missing, and takes it for this process.</summary>
    /// <param name="root">The folder. It may itself be a symbolic link.</param>
    /// <param name="time">Where stamps come from; the system's clock by default. A clock that is set back does no harm.</param>
    /// <exception cref="ObjectStoreException">Another process owns the folder, or it cannot be used.</exception>
    public FileObjectStore(string root, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        Root = Path.GetFullPath(root);
        try
        {
            OwnedFolder.Create(Root);
            Root = new DirectoryInfo(Root).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Root;
            _ownership = Own(Root);
        }
        catch (Exception e) when (FileFailure.IsOfDisk(e))
        {
            throw FileFailure.Of(e, "open", Root);
        }

        try
        {
            _tree = new(Root);
            _tree.SweepTemporaries();
            _stamps = new(Root, _tree.Temporaries, time ?? TimeProvider.System);
            RefuseCoarseTimes();
        }
        catch (Exception e)
        {
            _ownership.Dispose();
            if (FileFailure.IsOfDisk(e)) throw FileFailure.Of(e, "open", Root);
            throw;
        }
    }

    /// <summary>The absolute path of the folder.</summary>
    public string Root { get; }

    /// <inheritdoc/>
    public ValueTask<StoredObject?> GetAsync(string name, CancellationToken ct = default)
    {
        ObjectName.Validate(name);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new(Task.Run(() => Guarded("read", name, () => _tree.Read(name)), ct));
    }

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenReadAsync(string name, CancellationToken ct = default)
    {
        ObjectName.Validate(name);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new(Task.Run(() => Guarded("read", name, () => (Stream?)_tree.OpenRead(name)), ct));
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string name, PutCondition condition = default, CancellationToken ct = default)
    {
        ObjectName.Validate(name);
        PutCondition.RefuseAbsentForDelete(condition);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new(Task.Run(async () =>
        {
            using var entered = await _locks.EnterAsync(name, ct);
            return Guarded("delete", name, () =>
            {
                if (_tree.StampOf(name) is not { } current) return false;
                RefuseUnless(condition, name, current);
                return _tree.Remove(name);
            });
        }, ct));
    }

    /// <summary>Gives the folder free for another process. Call it after the last operation has ended.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _stamps.Settle();
        _ownership.Dispose();
        _tree.Dispose();
    }

    private static void RefuseUnless(PutCondition condition, string name, DateTime? current)
    {
        var currentETag = current is { } stamp ? FileStamps.ETagOf(stamp) : null;
        if (!condition.Allows(currentETag)) throw ObjectConflictException.For(name, condition, currentETag);
    }

    private static T Guarded<T>(string verb, string name, Func<T> work) => FileFailure.Guarded(verb, name, work);

    private static FileStream Own(string root)
    {
        var path = Path.Combine(root, ".lock");
        if (new FileInfo(path).LinkTarget is not null)
            throw new ObjectStoreException($"'{path}' is a symbolic link, which this store does not follow: remove it");
        try
        {
            // The lock goes with the process, however it ends; the file may stay.
            return OwnedFolder.OpenFile(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException e) when (FileFailure.IsSharingViolation(e))
        {
            throw new ObjectStoreException(
                $"the data folder '{root}' is in use by another process, which holds '{path}': stop that process, or name another folder with --data", cause: e);
        }
    }

    // Two versions within one tick of the file system's times would have one ETag.
    private void RefuseCoarseTimes()
    {
        var stamp = _stamps.Next();
        File.SetLastWriteTimeUtc(_ownership.SafeFileHandle, stamp);
        if (File.GetLastWriteTimeUtc(_ownership.SafeFileHandle) != stamp)
        {
            throw new ObjectStoreException(
                $"the file system of '{Root}' keeps modification times too coarsely to tell two versions of an object apart: use ext4, xfs, btrfs or tmpfs, or name another folder with --data");
        }
    }
}
