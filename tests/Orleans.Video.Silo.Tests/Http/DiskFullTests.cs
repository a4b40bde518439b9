using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Video.Client;
using Orleans.Video.Http;
using Orleans.Video.Storage;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Silo.Tests.Http;

public sealed class DiskFullTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_refuses_what_it_cannot_keep_leaves_nothing_of_it_and_goes_on_when_there_is_space()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("needs root, to mount a small disk");
        using var folder = new TemporaryFolder();
        if (Run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder.Path) != 0) Assert.Skip("needs the right to mount a small disk");
        try
        {
            await using var silo = await VideoSilo.StartAsync(SharedSilo.OptionsFor(folder.File("data")), cancellationToken: Cancelled);
            using var client = new VideoClient(silo.Address);
            var ballast = folder.File("ballast");
            Fill(ballast, leave: 2 << 20);

            using var large = new MemoryStream(new byte[8 << 20]);
            await RefusedAsync(() => client.UploadAsync(large, "large.mp4", new UploadRequest { Id = "upload" }, Cancelled));
            Fill(ballast, leave: 0);
            await RefusedAsync(() => client.SubmitAsync(new UploadRequest { Id = "reference", Uri = SampleVideos.Mp4(), Description = new string('x', 90_000) }, Cancelled));

            var left = new List<string>();
            var store = silo.Services.GetRequiredService<IObjectStore>();
            foreach (var prefix in new[] { "media/", "upload-notes/" })
                await foreach (var entry in store.ListAsync(prefix, Cancelled)) left.Add(entry.Name);
            Assert.Empty(left);
            Assert.Null(await client.GetAsync("upload", Cancelled));
            Assert.Null(await client.GetAsync("reference", Cancelled));
            Assert.NotNull(await client.GetHealthAsync(Cancelled));

            File.Delete(ballast);
            await using var media = File.OpenRead(SampleVideos.Mp4());
            await client.UploadAsync(media, "bars.mp4", new UploadRequest { Id = "upload" }, Cancelled);
            Assert.Equal(VideoState.Ready, (await client.WaitUntilSettledAsync("upload", Cancelled)).State);
        }
        finally
        {
            Run("umount", "--lazy", folder.Path);
        }
    }

    private static async Task RefusedAsync(Func<Task> request)
    {
        var refused = await Assert.ThrowsAsync<VideoApiException>(request);
        Assert.True(refused.Status == HttpStatusCode.InsufficientStorage, $"{refused.Status}: {refused.Message}");
        Assert.Equal(ProblemTypes.DiskFull, refused.Problem.Type);
    }

    /// <summary>Grows a file until that many bytes are left on its disk.</summary>
    private static void Fill(string path, int leave)
    {
        using var file = new FileStream(path, FileMode.Append);
        var block = new byte[4096];
        try
        {
            for (var left = new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace; left > leave; left -= block.Length) file.Write(block);
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // As full as it gets.
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
