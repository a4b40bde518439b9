using System.Collections.Concurrent;
using Lucene.Net.Store;

namespace Orleans.Video.Retrieval.Words;

/// <summary>
/// A Lucene directory in memory that overwrites a file's bytes with zeros as soon as the file is deleted and its last reader has closed
/// it. Lucene's own <c>RAMDirectory</c> leaves them to the garbage collector.
/// </summary>
internal sealed class MemoryDirectory : BaseDirectory
{
    private readonly ConcurrentDictionary<string, MemoryFile> _files = [];

    public MemoryDirectory() => SetLockFactory(new SingleInstanceLockFactory());

    /// <summary>All blocks of all files.</summary>
    public IEnumerable<byte[]> Blocks => _files.Values.SelectMany(static file => file.Blocks);

    /// <summary>The sum of all files' lengths.</summary>
    public long Bytes => _files.Values.Sum(static file => file.Length);

    public override string[] ListAll() => [.. _files.Keys];

    [Obsolete("As in the base class.")]
    public override bool FileExists(string name) => _files.ContainsKey(name);

    public override long FileLength(string name) => Find(name).Length;

    public override void DeleteFile(string name)
    {
        if (!_files.TryRemove(name, out var file)) throw Missing(name);
        file.Delete();
    }

    public override IndexOutput CreateOutput(string name, IOContext context)
    {
        EnsureOpen();
        var file = new MemoryFile();
        if (_files.TryRemove(name, out var earlier)) earlier.Delete();
        _files[name] = file;
        return new MemoryOutput(file);
    }

    public override IndexInput OpenInput(string name, IOContext context)
    {
        EnsureOpen();
        return new MemoryInput(name, Find(name));
    }

    /// <summary>Nothing to do: memory is as durable as it gets.</summary>
    public override void Sync(ICollection<string> names)
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (!CompareAndSetIsOpen(true, false)) return;
        foreach (var file in _files.Values) file.Delete();
        _files.Clear();
    }

    private MemoryFile Find(string name) => _files.TryGetValue(name, out var file) ? file : throw Missing(name);

    // Lucene asks for this type.
    private static FileNotFoundException Missing(string name) => new($"the word index has no file '{name}'", name);
}
