namespace Orleans.Video.Storage;

/// <summary>A file that is being written and becomes an object by a rename, or goes when disposed before that.</summary>
internal sealed class FileDraft : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private bool _moved;

    /// <param name="folder">Where to write it: on the file system of its later place.</param>
    public FileDraft(string folder)
    {
        _path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        // Shared, because a child process that is being started holds a copy of this handle for a moment: an exclusive lock
        // would then still be there when the first reader comes.
        _file = OwnedFolder.OpenFile(_path, FileMode.CreateNew, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>Writes on; returns the new length.</summary>
    public long Append(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes);
        return Length += bytes.Length;
    }

    /// <summary>Ends the writing: stamped, and on the disk with its stamp.</summary>
    public void Seal(DateTime stamp)
    {
        File.SetLastWriteTimeUtc(_file.SafeFileHandle, stamp);
        _file.Flush(flushToDisk: true);
        _file.Dispose();
    }

    /// <summary>Renames the sealed file, over what is there.</summary>
    public void MoveTo(string path)
    {
        File.Move(_path, path, overwrite: true);
        _moved = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        if (!_moved) File.Delete(_path);
    }
}
