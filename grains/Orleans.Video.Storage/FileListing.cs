using System.Runtime.CompilerServices;

namespace Orleans.Video.Storage;

/// <summary>Lists the objects of a tree of files. It holds the names of one folder a level: those on the way to where the listing is.</summary>
internal static class FileListing
{
    /// <summary>The objects whose name begins with <paramref name="prefix"/>, in order.</summary>
    public static async IAsyncEnumerable<ObjectEntry> WalkAsync(FileTree tree, string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        var start = prefix[..(prefix.LastIndexOf('/') + 1)];
        var open = new Stack<Queue<FileTree.Entry>>();
        open.Push(await ChildrenAsync(tree, start, prefix[start.Length..], ct));
        while (open.TryPeek(out var level))
        {
            ct.ThrowIfCancellationRequested();
            if (!level.TryDequeue(out var entry)) open.Pop();
            else if (entry.IsFolder) open.Push(await ChildrenAsync(tree, entry.Key, "", ct));
            else if (FileFailure.Guarded("list", entry.Key, () => tree.FactsOf(entry.Key)) is { } facts)
                yield return new(entry.Key, facts.Length, FileStamps.ETagOf(facts.Stamp));
        }
    }

    private static Task<Queue<FileTree.Entry>> ChildrenAsync(FileTree tree, string folder, string beginning, CancellationToken ct) =>
        Task.Run(() => FileFailure.Guarded("list", folder, () => tree.Children(folder, beginning)), ct);
}
