using System.Diagnostics;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Training;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Training;

/// <summary>A disk that is full, by a small memory disk that is mounted for the test.</summary>
public sealed class DiskFullTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private bool _mounted;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _mounted = Environment.UserName == "root" && await RunAsync("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", _folder.Path) == 0;

    public async ValueTask DisposeAsync()
    {
        if (_mounted) await RunAsync("umount", _folder.Path);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_full_disk_is_named_and_leaves_the_checkpoint_before()
    {
        Assert.SkipUnless(_mounted, "needs root and the right to mount a memory disk");
        var kept = _folder.File("run");
        using var trainer = new Trainer(SmallModel.Step(), SmallModel.Options(40, kept), InferenceDevice.Cpu, TimeProvider.System);
        var error = await Assert.ThrowsAsync<TrainingException>(() => trainer.RunAsync(
            (step, _) =>
            {
                // Behind the first checkpoint something else takes the room. Batches are asked for ahead of the step that uses them.
                if (File.Exists(Path.Combine(kept, "step-000000010.checkpoint")) && !File.Exists(_folder.File("other"))) Fill(_folder.File("other"));
                return SmallModel.BatchAsync(step, default);
            },
            cancellation: Ct));
        Assert.Contains("no space is left", error.Message, StringComparison.Ordinal);
        Assert.Contains("step-000000010.checkpoint", error.Message, StringComparison.Ordinal);
        Assert.Equal(["step-000000010.checkpoint"], Directory.GetFiles(kept).Select(Path.GetFileName));

        File.Delete(_folder.File("other"));
        using var again = new Trainer(SmallModel.Step(), SmallModel.Options(40, kept), InferenceDevice.Cpu, TimeProvider.System);
        Assert.Equal(10, again.Step);
        await again.RunAsync(SmallModel.BatchAsync, cancellation: Ct);
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (var i = 0; i < 100; i++) file.Write(new byte[1024]);
        }
        catch (IOException)
        {
            // Full, as intended.
        }
    }

    private static async Task<int> RunAsync(string command, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            await process.StandardError.ReadToEndAsync(Ct);
            await process.WaitForExitAsync(Ct);
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
