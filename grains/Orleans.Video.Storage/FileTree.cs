using System.IO.Enumeration;

namespace Orleans.Video.Storage;

/// <summary>Where objects are among the files of a root, and how they come and go there so that a crash at any point leaves a whole tree.</summary>
internal sealed class FileTree(string root) : IDisposable
{
    // No object's name has it, so a folder never takes the place of an object.
    private const char FolderMark = '@';

    // Placing a file and taking an emptied folder away exclude each other; two placements do not.
    private readonly ReaderWriterLockSlim _folders = new();

    /// <summary>An object (key: its name) or a folder (key: its name and a slash). Keys sort as the names of the objects they stand for.</summary>
    public readonly record struct Entry(string Key, bool IsFolder);

    /// <summary>The folder for what is being written: on the same file system, so that a rename moves it into place.</summary>
    public string Temporaries { get; } = Path.Combine(root, ".tmp");

    /// <summary>Deletes what a crash left, and makes the folder.</summary>
    public void SweepTemporaries()
    {
        var left = new DirectoryInfo(Temporaries);
        if (left.LinkTarget is not null) File.Delete(Temporaries);
        else if (left.Exists) left.Delete(recursive: true);
        OwnedFolder.Create(Temporaries);
    }

    /// <summary>The stamp of the object's version, or null when there is none.</summary>
    public DateTime? StampOf(string name) => Find(name) is { } file ? file.LastWriteTimeUtc : null;

    /// <summary>The object's length in bytes and the stamp of its version, or null when there is none.</summary>
    public (long Length, DateTime Stamp)? FactsOf(string name) => Find(name) is { } file ? (file.Length, file.LastWriteTimeUtc) : null;

    /// <summary>Opens the object's present version, or returns null when there is none.</summary>
    public FileStream? OpenRead(string name)
    {
        if (Find(name) is not { } file) return null;
        try
        {
            return new FileStream(file.FullName, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.Asynchronous,
            });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Reads the object's present version whole, or returns null when there is none.</summary>
    public StoredObject? Read(string name)
    {
        using var file = OpenRead(name);
        if (file is null) return null;
        if (file.Length > Array.MaxLength)
            throw new ObjectStoreException($"object '{name}' has {file.Length} bytes, too many to hold in memory: read it as a stream", name);
        var content = GC.AllocateUninitializedArray<byte>((int)file.Length);
        file.ReadExactly(content);
        return new(content, FileStamps.ETagOf(File.GetLastWriteTimeUtc(file.SafeFileHandle)));
    }

    /// <summary>Moves a sealed draft to its name, in place of what is there.</summary>
    public void Place(FileDraft draft, string name)
    {
        var path = PathOf(name);
        var folder = Path.GetDirectoryName(path)!;
        if (!TryPlace()) PlaceInNewFolder();
        OwnedFolder.Flush(folder);

        bool TryPlace()
        {
            _folders.EnterReadLock();
            try
            {
                if (!Directory.Exists(folder)) return false;
                draft.MoveTo(path);
                return true;
            }
            finally
            {
                _folders.ExitReadLock();
            }
        }

        void PlaceInNewFolder()
        {
            _folders.EnterWriteLock();
            try
            {
                CreateFolders(folder);
                draft.MoveTo(path);
            }
            catch
            {
                try { Prune(folder); }
                catch (Exception e) when (FileFailure.IsOfDisk(e))
                {
                    // What stopped the placing is the failure to report; an empty folder is no object.
                }

                throw;
            }
            finally
            {
                _folders.ExitWriteLock();
            }
        }
    }

    /// <summary>Removes an object, and the folders that it leaves empty.</summary>
    /// <returns>False when it was not there.</returns>
    public bool Remove(string name)
    {
        if (Find(name) is not { } file) return false;
        file.Delete();
        var folder = file.DirectoryName!;
        OwnedFolder.Flush(folder);
        if (!IsLeftEmpty()) return true;
        _folders.EnterWriteLock();
        try { Prune(folder); }
        finally { _folders.ExitWriteLock(); }
        return true;

        bool IsLeftEmpty()
        {
            _folders.EnterReadLock();
            try { return IsEmpty(folder); }
            finally { _folders.ExitReadLock(); }
        }
    }

    /// <summary>What is in a folder (empty or ending with a slash) and begins with <paramref name="beginning"/>, in order.</summary>
    public Queue<Entry> Children(string folder, string beginning)
    {
        var path = FolderOf(folder);
        RefuseLinks(path, folder);
        Entry[] entries;
        try
        {
            // Whatever the store did not put here, links above all, is not an object.
            var options = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
            entries = [.. new FileSystemEnumerable<Entry>(path, Map, options) { ShouldIncludePredicate = (ref entry) => IsOurs(ref entry, beginning) }];
        }
        catch (DirectoryNotFoundException)
        {
            return new();
        }

        Array.Sort(entries, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return new(entries);

        Entry Map(ref FileSystemEntry entry) => entry.IsDirectory
            ? new(string.Concat(folder, entry.FileName[..^1], "/"), IsFolder: true)
            : new(string.Concat(folder, entry.FileName), IsFolder: false);
    }

    /// <inheritdoc/>
    public void Dispose() => _folders.Dispose();

    private static bool IsOurs(ref FileSystemEntry entry, string beginning)
    {
        var segment = entry.FileName;
        if (entry.IsDirectory)
        {
            if (segment[^1] != FolderMark) return false;
            segment = segment[..^1];
        }

        return segment.StartsWith(beginning, StringComparison.Ordinal) && ObjectName.IsSegment(segment);
    }

    private string PathOf(string name)
    {
        var slash = name.LastIndexOf('/') + 1;
        return Path.Combine(FolderOf(name[..slash]), name[slash..]);
    }

    private string FolderOf(string folder) => Path.Combine(root, folder.Replace("/", $"{FolderMark}/", StringComparison.Ordinal));

    private FileInfo? Find(string name)
    {
        var path = PathOf(name);
        RefuseLinks(Path.GetDirectoryName(path)!, name);
        var file = new FileInfo(path);
        if (file.LinkTarget is not null) throw ThroughLink(path, name);
        return file.Exists ? file : null;
    }

    private void RefuseLinks(string folder, string name)
    {
        for (var at = folder.TrimEnd('/'); at.Length > root.Length; at = Path.GetDirectoryName(at)!)
            if (new DirectoryInfo(at).LinkTarget is not null) throw ThroughLink(at, name);
    }

    private static ObjectStoreException ThroughLink(string link, string name) =>
        new($"object '{name}' lies behind the symbolic link '{link}', which this store does not follow: put the files themselves there", name);

    // Each new folder is on the disk, as an entry of its parent, before anything is put into it.
    private void CreateFolders(string folder)
    {
        if (Directory.Exists(folder)) return;
        var parent = Path.GetDirectoryName(folder)!;
        if (folder.Length > root.Length) CreateFolders(parent);
        OwnedFolder.Create(folder);
        OwnedFolder.Flush(parent);
    }

    // Also climbs over folders that another delete has taken away, or that were never made.
    private void Prune(string folder)
    {
        for (var at = folder; at.Length > root.Length; at = Path.GetDirectoryName(at)!)
        {
            if (!Directory.Exists(at)) continue;
            if (!IsEmpty(at)) return;
            Directory.Delete(at);
            OwnedFolder.Flush(Path.GetDirectoryName(at)!);
        }
    }

    private static bool IsEmpty(string folder) => Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any();
}
