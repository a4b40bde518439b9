using System.Diagnostics;
using System.Text;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Storage.Tests;

/// <summary>A disk that is full, by a small memory disk that is mounted for the test.</summary>
public sealed class DiskFullTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private bool _mounted;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _mounted = Environment.UserName == "root" && await RunAsync("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", _folder.Path) == 0;

    public async ValueTask DisposeAsync()
    {
        if (_mounted) await RunAsync("umount", _folder.Path);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_full_disk_is_named_leaves_nothing_half_and_can_be_freed()
    {
        Assert.SkipUnless(_mounted, "needs root and the right to mount a memory disk");
        using var store = new FileObjectStore(_folder.File("data"));
        await store.PutAsync("kept", Encoding.UTF8.GetBytes("before"), ct: Ct);
        var etag = (await store.GetAsync("kept", Ct))!.ETag;

        var whole = await Assert.ThrowsAsync<ObjectStoreException>(async () => await store.PutAsync("kept", new byte[1_000_000], ct: Ct));
        using var content = new MemoryStream(new byte[1_000_000]);
        var streamed = await Assert.ThrowsAsync<ObjectStoreException>(async () => await store.PutStreamAsync("new/deep", content, long.MaxValue, ct: Ct));
        foreach (var failure in new[] { whole, streamed })
        {
            Assert.True(failure.IsDiskFull);
            Assert.Contains("no space left", failure.Message, StringComparison.Ordinal);
            Assert.Contains("--data", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal("kept", whole.ObjectName);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(store.Root, ".tmp")));
        Assert.False(Directory.Exists(Path.Combine(store.Root, "new@")));
        Assert.Equal(etag, (await store.GetAsync("kept", Ct))!.ETag);

        var stored = 0;
        var last = await Assert.ThrowsAsync<ObjectStoreException>(async () =>
        {
            for (; stored < 1000; stored++) await store.PutAsync($"small/{stored}", new byte[4096], ct: Ct);
        });
        Assert.True(last.IsDiskFull);
        Assert.InRange(stored, 1, 999);
        Assert.Equal(stored, await store.DeletePrefixAsync("small/", Ct));
        await store.PutAsync("kept", Encoding.UTF8.GetBytes("after"), PutCondition.IfMatch(etag), Ct);
    }

    private static async Task<int> RunAsync(string command, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
