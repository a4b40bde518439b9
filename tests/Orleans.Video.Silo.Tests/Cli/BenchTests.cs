using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Cli;

public sealed class BenchTests
{
    [Fact]
    public async Task The_ingest_benchmark_accounts_for_every_second_of_the_machine()
    {
        using var folder = new TemporaryFolder();
        await ChildProgram.RunAsync(
            "ffmpeg",
            ["-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=s=160x120:r=12:d=10", "-f", "lavfi", "-i", "sine=d=9.9", "-c:v", "mpeg4", "-c:a", "aac", folder.File("clip.mp4")],
            TestContext.Current.CancellationToken);
        // The encoders' meter is the process's: silos of other tests would count too.
        var run = await CommandRun.RunProcessAsync(folder.Path, ["bench", "ingest", folder.File("clip.mp4"), "--repeat", "2", "--json"], TestContext.Current.CancellationToken);
        Assert.True(run.Code == 0, run.Error);
        var figures = run.Document;
        // Three rounds of two videos of ten seconds.
        Assert.Equal(3, figures.GetProperty("roundEfficiencies").GetArrayLength());
        Assert.Equal(6, figures.GetProperty("videos").GetInt32());
        Assert.Equal(60, figures.GetProperty("mediaSeconds").GetDouble());
        // Each video is two segments: what ran in the measured part, and nothing of the warm-up, was done again alone.
        Assert.Equal(60, figures.GetProperty("encoders").GetProperty("visual").GetProperty("items").GetInt32());
        Assert.Equal(12, figures.GetProperty("encoders").GetProperty("fusion").GetProperty("items").GetInt32());
        Assert.True(figures.GetProperty("decodeCpuSeconds").GetDouble() > 0);
        Assert.True(figures.GetProperty("encodeCpuSeconds").GetDouble() > 0);
        var whole = figures.GetProperty("cores").GetInt32() * figures.GetProperty("wallSeconds").GetDouble();
        Assert.Equal(
            (figures.GetProperty("decodeCpuSeconds").GetDouble() + figures.GetProperty("encodeCpuSeconds").GetDouble()) / whole, figures.GetProperty("efficiency").GetDouble(), 1e-9);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_the_length_of_a_video()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ORLEANS_VIDEO_FULL"))) Assert.Skip("takes minutes: ./test --full runs it");
        using var folder = new TemporaryFolder();
        var run = await CommandRun.RunAsync(folder.Path, ["bench", "memory", "--short", "--json"], TestContext.Current.CancellationToken);
        Assert.True(run.Code == 0, run.Error);
        Assert.InRange(run.Document.GetProperty("differenceBytes").GetInt64(), long.MinValue, 64L << 20);
    }
}
