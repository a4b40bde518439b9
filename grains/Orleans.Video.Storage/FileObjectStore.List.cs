using System.Runtime.CompilerServices;

namespace Orleans.Video.Storage;

public sealed partial class FileObjectStore
{
    /// <inheritdoc/>
    /// <remarks>Holds the names of one folder a level: those on the way to where the listing is.</remarks>
    public IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken ct = default)
    {
        ObjectName.ValidatePrefix(prefix);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Walk(prefix, ct);
    }

    private async IAsyncEnumerable<ObjectEntry> Walk(string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        var start = prefix[..(prefix.LastIndexOf('/') + 1)];
        var open = new Stack<Queue<FileTree.Entry>>();
        open.Push(await Children(start, prefix[start.Length..], ct));
        while (open.TryPeek(out var level))
        {
            ct.ThrowIfCancellationRequested();
            if (!level.TryDequeue(out var entry)) open.Pop();
            else if (entry.IsFolder) open.Push(await Children(entry.Key, "", ct));
            else if (Guarded("list", entry.Key, () => _tree.FactsOf(entry.Key)) is { } facts)
                yield return new(entry.Key, facts.Length, FileStamps.ETagOf(facts.Stamp));
        }
    }

    private Task<Queue<FileTree.Entry>> Children(string folder, string beginning, CancellationToken ct) =>
        Task.Run(() => Guarded("list", folder, () => _tree.Children(folder, beginning)), ct);
}
