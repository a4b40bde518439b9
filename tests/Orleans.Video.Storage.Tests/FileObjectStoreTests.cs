using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Storage.Tests;

/// <summary>The contract on a disk, and what only files can do wrong.</summary>
public sealed class FileObjectStoreTests : ObjectStoreContract
{
    private static readonly byte[] s_secret = Encoding.UTF8.GetBytes("a-secret-that-nobody-may-find-again");

    private readonly TemporaryFolder _folder = new();
    private readonly List<FileObjectStore> _stores = [];

    protected override long Histories => 40;

    private string Root => ((FileObjectStore)Store).Root;

    protected override Task<IObjectStore> OpenEmptyAsync() => Task.FromResult<IObjectStore>(Open($"{Guid.NewGuid():N}"));

    public override async ValueTask DisposeAsync()
    {
        foreach (var store in _stores) store.Dispose();
        _folder.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public void A_folder_in_use_is_refused_by_name_until_it_is_given_back()
    {
        var refusal = Assert.Throws<ObjectStoreException>(() => new FileObjectStore(Root));
        Assert.Contains(Root, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
        ((FileObjectStore)Store).Dispose();
        new FileObjectStore(Root).Dispose();
    }

    [Fact]
    public async Task Another_process_can_take_the_folder_only_after_this_one_gave_it_back()
    {
        Assert.Equal(1, await LockFromOutsideAsync());
        ((FileObjectStore)Store).Dispose();
        Assert.Equal(0, await LockFromOutsideAsync());

        async Task<int> LockFromOutsideAsync()
        {
            using var flock = Process.Start("flock", ["--nonblock", "--exclusive", Path.Combine(Root, ".lock"), "true"]);
            await flock.WaitForExitAsync(Ct);
            return flock.ExitCode;
        }
    }

    [Fact]
    public async Task A_store_that_was_given_back_does_nothing_more()
    {
        ((FileObjectStore)Store).Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Store.GetAsync("a", Ct));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Store.PutAsync("a", default, ct: Ct));
    }

    [Fact]
    public async Task Objects_and_etags_outlive_the_store()
    {
        var etag = await Store.PutAsync("a/b", Bytes("kept"), ct: Ct);
        using var again = Reopen();
        var stored = await again.GetAsync("a/b", Ct);
        Assert.Equal("kept", Encoding.UTF8.GetString(stored!.Content.Span));
        Assert.Equal(etag, stored.ETag);
        await again.PutAsync("a/b", Bytes("next"), PutCondition.IfMatch(etag), Ct);
    }

    [Fact]
    public async Task What_a_crash_left_half_written_is_swept_and_no_object()
    {
        var etag = await Store.PutAsync("a", Bytes("whole"), ct: Ct);
        ((FileObjectStore)Store).Dispose();
        var leftover = Path.Combine(Root, ".tmp", "0123456789abcdef0123456789abcdef");
        await File.WriteAllBytesAsync(leftover, s_secret, Ct);
        Directory.CreateDirectory(Path.Combine(Root, ".tmp", "folder"));
        using var again = new FileObjectStore(Root);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Root, ".tmp")));
        var listed = new List<ObjectEntry>();
        await foreach (var entry in again.ListAsync("", Ct)) listed.Add(entry);
        Assert.Equal([new("a", 5, etag)], listed);
    }

    [Fact]
    public async Task A_temporary_folder_that_is_a_link_is_not_swept_through()
    {
        ((FileObjectStore)Store).Dispose();
        var outside = Outside("precious");
        Directory.Delete(Path.Combine(Root, ".tmp"));
        Directory.CreateSymbolicLink(Path.Combine(Root, ".tmp"), outside);
        using var again = new FileObjectStore(Root);
        await again.PutAsync("a", Bytes("x"), ct: Ct);
        Assert.True(File.Exists(Path.Combine(outside, "precious")));
        Assert.Single(Directory.EnumerateFileSystemEntries(outside));
    }

    [Fact]
    public async Task Etags_never_come_again_when_the_clock_stands_still_or_is_set_back()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var root = _folder.File("clock");
        var etags = new List<string>();
        for (var session = 0; session < 4; session++)
        {
            using (var store = new FileObjectStore(root, clock))
            {
                for (var i = 0; i < 10; i++) etags.Add(await store.PutAsync("a", Bytes("same"), ct: Ct));
                await store.DeleteAsync("a", ct: Ct);
            }

            clock = new FakeTimeProvider(clock.GetUtcNow().AddDays(-1));
        }

        Assert.Equal(40, etags.Distinct().Count());
        Assert.Equal(etags.Order(StringComparer.Ordinal), etags);
    }

    [Fact]
    public async Task Etags_never_come_again_after_a_crash_with_the_clock_set_back()
    {
        var noon = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
        var store = new FileObjectStore(_folder.File("before"), new FakeTimeProvider(noon));
        _stores.Add(store);
        var before = await store.PutAsync("a", Bytes("x"), ct: Ct);
        // A copy of the folder while it is in use is what a crash leaves.
        var crashed = _folder.File("crashed");
        Directory.CreateDirectory(crashed);
        File.Copy(Path.Combine(store.Root, ".stamp"), Path.Combine(crashed, ".stamp"));
        using var restarted = new FileObjectStore(crashed, new FakeTimeProvider(noon.AddHours(-1)));
        Assert.True(string.CompareOrdinal(await restarted.PutAsync("a", Bytes("y"), ct: Ct), before) > 0);
    }

    [Fact]
    public async Task A_damaged_stamp_mark_does_not_keep_the_store_shut()
    {
        ((FileObjectStore)Store).Dispose();
        foreach (var damage in new byte[][] { [], [1, 2, 3], [255, 255, 255, 255, 255, 255, 255, 127], [255, 255, 255, 255, 255, 255, 255, 255] })
        {
            await File.WriteAllBytesAsync(Path.Combine(Root, ".stamp"), damage, Ct);
            using var again = new FileObjectStore(Root);
            await again.PutAsync("a", Bytes("x"), ct: Ct);
        }
    }

    [Fact]
    public async Task No_bytes_stay_of_what_was_deleted_replaced_or_not_finished()
    {
        await Store.PutAsync("deleted/deep/down", s_secret, ct: Ct);
        Assert.True(FilesHoldTheSecret());
        await Store.DeleteAsync("deleted/deep/down", ct: Ct);
        await Store.PutAsync("replaced", s_secret, ct: Ct);
        await Store.PutAsync("replaced", Bytes("other"), ct: Ct);
        await Assert.ThrowsAsync<ObjectConflictException>(async () => await Store.PutAsync("replaced", s_secret, PutCondition.IfAbsent, Ct));
        using var broken = new DrippingStream(s_secret, atEnd: () => throw new InvalidDataException());
        await Assert.ThrowsAsync<InvalidDataException>(async () => await Store.PutStreamAsync("broken", broken, 1000, ct: Ct));
        Assert.False(FilesHoldTheSecret());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Root, ".tmp")));
    }

    [Fact]
    public async Task A_delete_takes_the_folders_that_it_empties()
    {
        await Store.PutAsync("a/b/c/d", Bytes("x"), ct: Ct);
        await Store.PutAsync("a/e", Bytes("x"), ct: Ct);
        await Store.DeleteAsync("a/b/c/d", ct: Ct);
        Assert.Equal(["a@"], Directory.GetDirectories(Root).Select(Path.GetFileName).Where(name => name != ".tmp"));
        Assert.Empty(Directory.GetDirectories(Path.Combine(Root, "a@")));
        await Store.DeleteAsync("a/e", ct: Ct);
        Assert.False(Directory.Exists(Path.Combine(Root, "a@")));
    }

    [Fact]
    public async Task Puts_and_deletes_in_one_folder_do_not_disturb_each_other()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            for (var round = 0; round < 25; round++)
            {
                await Store.PutAsync($"f/g/{i}", Bytes($"{round}"), PutCondition.IfAbsent, Ct);
                Assert.Equal($"{round}", await TextAsync($"f/g/{i}"));
                await foreach (var entry in Store.ListAsync("f/", Ct)) Assert.StartsWith("f/g/", entry.Name, StringComparison.Ordinal);
                Assert.True(await Store.DeleteAsync($"f/g/{i}", ct: Ct));
            }
        })));
        Assert.False(Directory.Exists(Path.Combine(Root, "f@")));
    }

    [Fact]
    public async Task Links_are_not_followed()
    {
        var outside = Outside("secret");
        Directory.CreateSymbolicLink(Path.Combine(Root, "folder@"), outside);
        File.CreateSymbolicLink(Path.Combine(Root, "file"), Path.Combine(outside, "secret"));
        foreach (var name in new[] { "folder/secret", "file" })
        {
            var refusal = await Assert.ThrowsAsync<ObjectStoreException>(async () => await Store.GetAsync(name, Ct));
            Assert.Contains("symbolic link", refusal.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<ObjectStoreException>(async () => await Store.OpenReadAsync(name, Ct));
            await Assert.ThrowsAsync<ObjectStoreException>(async () => await Store.PutAsync(name, Bytes("x"), ct: Ct));
            await Assert.ThrowsAsync<ObjectStoreException>(async () => await Store.DeleteAsync(name, ct: Ct));
        }

        await Assert.ThrowsAsync<ObjectStoreException>(async () => await Store.PutAsync("folder/new", Bytes("x"), ct: Ct));
        Assert.Empty(await NamesAsync(""));
        await Assert.ThrowsAsync<ObjectStoreException>(async () => await NamesAsync("folder/"));
        Assert.Equal("secret", await File.ReadAllTextAsync(Path.Combine(outside, "secret"), Ct));
        Assert.Single(Directory.EnumerateFileSystemEntries(outside));
    }

    [Fact]
    public async Task Files_that_the_store_did_not_put_are_not_listed()
    {
        await Store.PutAsync("a/b", Bytes("x"), ct: Ct);
        await File.WriteAllTextAsync(Path.Combine(Root, "a@", "no name!"), "x", Ct);
        Directory.CreateDirectory(Path.Combine(Root, "a@", "plain"));
        await File.WriteAllTextAsync(Path.Combine(Root, "a@", "plain", "x"), "x", Ct);
        Assert.Equal(["a/b"], await NamesAsync(""));
    }

    [Fact]
    public async Task A_stream_opened_before_a_delete_still_shows_its_version()
    {
        await Store.PutAsync("a", Bytes("old"), ct: Ct);
        await using var stream = await Store.OpenReadAsync("a", Ct);
        await Store.PutAsync("a", Bytes("newer"), ct: Ct);
        await Store.DeleteAsync("a", ct: Ct);
        using var reader = new StreamReader(stream!);
        Assert.Equal("old", await reader.ReadToEndAsync(Ct));
    }

    [Fact]
    public async Task What_is_stored_is_for_its_owner_alone()
    {
        await Store.PutAsync("a/b", Bytes("x"), ct: Ct);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Root, "a@", "b")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(Root, "a@")));
    }

    [Fact]
    public void A_root_that_is_a_file_is_refused_by_name()
    {
        var file = _folder.File("file");
        File.WriteAllText(file, "x");
        Assert.Contains(file, Assert.Throws<ObjectStoreException>(() => new FileObjectStore(file)).Message, StringComparison.Ordinal);
    }

    private FileObjectStore Open(string name)
    {
        var store = new FileObjectStore(_folder.File(name));
        lock (_stores) _stores.Add(store);
        return store;
    }

    private FileObjectStore Reopen()
    {
        ((FileObjectStore)Store).Dispose();
        return new(Root);
    }

    private string Outside(string file)
    {
        var outside = _folder.File("outside");
        Directory.CreateDirectory(outside);
        File.WriteAllText(Path.Combine(outside, file), file);
        return outside;
    }

    private bool FilesHoldTheSecret() =>
        Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != ".lock")
            .Any(path => File.ReadAllBytes(path).AsSpan().IndexOf(s_secret) >= 0);
}
