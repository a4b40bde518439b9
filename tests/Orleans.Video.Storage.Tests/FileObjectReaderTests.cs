using System.Text;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Storage.Tests;

/// <summary>A folder that another process has open, looked at from outside.</summary>
public sealed class FileObjectReaderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_sees_what_an_open_store_holds_as_it_changes_and_leaves_nothing_in_the_folder()
    {
        using var folder = new TemporaryFolder();
        using var store = new FileObjectStore(folder.File("objects"));
        await store.PutAsync("a/b", Encoding.UTF8.GetBytes("one"), ct: Cancel);
        var before = Directory.EnumerateFileSystemEntries(store.Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        using var reader = new FileObjectReader(folder.File("objects"));
        var (seen, own) = ((await reader.GetAsync("a/b", Cancel))!, (await store.GetAsync("a/b", Cancel))!);
        Assert.Equal((own.ETag, "one"), (seen.ETag, Encoding.UTF8.GetString(seen.Content.Span)));
        Assert.Equal(["a/b"], await NamesAsync(reader));
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(store.Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));

        await store.PutAsync("a", Encoding.UTF8.GetBytes("two"), ct: Cancel);
        await store.DeleteAsync("a/b", ct: Cancel);
        Assert.Null(await reader.GetAsync("a/b", Cancel));
        Assert.Null(await reader.OpenReadAsync("a/b", Cancel));
        Assert.Equal(["a"], await NamesAsync(reader));
    }

    [Fact]
    public async Task It_changes_nothing_and_names_a_folder_that_is_not_there()
    {
        using var folder = new TemporaryFolder();
        using (new FileObjectStore(folder.File("objects")))
        {
            using var reader = new FileObjectReader(folder.File("objects"));
            Assert.Contains("reading only", (await Assert.ThrowsAsync<ObjectStoreException>(async () => await reader.PutAsync("a", new byte[1], ct: Cancel))).Message, StringComparison.Ordinal);
            Assert.Contains("reading only", (await Assert.ThrowsAsync<ObjectStoreException>(async () => await reader.DeleteAsync("a", ct: Cancel))).Message, StringComparison.Ordinal);
        }

        Assert.Contains("there is no folder", Assert.Throws<ObjectStoreException>(() => new FileObjectReader(folder.File("absent"))).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("absent")));
    }

    private static async Task<List<string>> NamesAsync(FileObjectReader reader)
    {
        var names = new List<string>();
        await foreach (var entry in reader.ListAsync("", Cancel)) names.Add(entry.Name);
        return names;
    }
}
