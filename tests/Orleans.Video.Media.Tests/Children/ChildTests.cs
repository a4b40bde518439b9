using System.Diagnostics;
using Orleans.Video.Media.Library;
using Orleans.Video.Testing;

namespace Orleans.Video.Media.Tests.Children;

public sealed class ChildTests
{
    [Fact]
    public async Task A_child_dies_with_a_parent_that_is_killed()
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(DoomedParent).Assembly.Location, null)) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { DoomedParent.Argument, LongVideo(), folder.File("staging") }) start.ArgumentList.Add(argument);
        using var parent = Process.Start(start)!;
        var line = await parent.StandardOutput.ReadLineAsync(MediaFixture.Cancel);
        var child = int.Parse(line!);
        using var watched = Process.GetProcessById(child);
        Assert.Contains("ffmpeg", await File.ReadAllTextAsync($"/proc/{child}/comm", MediaFixture.Cancel), StringComparison.Ordinal);

        parent.Kill();
        await parent.WaitForExitAsync(MediaFixture.Cancel);
        // Without the death signal it would wait for its full pipe for ever, and this for it.
        await watched.WaitForExitAsync(MediaFixture.Cancel).WaitAsync(TimeSpan.FromSeconds(20), MediaFixture.Cancel);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.File("staging")));
    }

    [Fact]
    public async Task A_child_runs_with_low_priority_and_limits_and_without_our_environment()
    {
        await using var fixture = new MediaFixture();
        await using var media = await fixture.OpenAsync(LongVideo());
        var info = await fixture.Library.ProbeAsync(media, MediaFixture.Cancel);
        await foreach (var segment in fixture.Library.ReadSegmentsAsync(media, info, MediaFixture.Small, 0, MediaFixture.Cancel))
        {
            segment.Dispose();
            var child = Assert.Single(fixture.Library.ChildIds);
            var limits = await File.ReadAllLinesAsync($"/proc/{child}/limits", MediaFixture.Cancel);
            Assert.Equal("4294967296", Limit("Max address space"));
            Assert.Equal("0", Limit("Max core file size"));
            Assert.Equal("0", Limit("Max file size"));
            var stat = await File.ReadAllTextAsync($"/proc/{child}/stat", MediaFixture.Cancel);
            Assert.Equal($"{Math.Min(19, Nice(await File.ReadAllTextAsync("/proc/self/stat", MediaFixture.Cancel)) + 10)}", $"{Nice(stat)}");
            Assert.Contains("NoNewPrivs:\t1", await File.ReadAllTextAsync($"/proc/{child}/status", MediaFixture.Cancel), StringComparison.Ordinal);
            Assert.DoesNotContain("HOME=", await File.ReadAllTextAsync($"/proc/{child}/environ", MediaFixture.Cancel), StringComparison.Ordinal);
            break;

            static int Nice(string stat) => int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16]);

            string Limit(string name) => limits.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        }

        fixture.AssertNothingLeft();
    }

    [Fact]
    public async Task A_cancelled_read_leaves_no_child()
    {
        await using var fixture = new MediaFixture();
        await using var media = await fixture.OpenAsync(LongVideo());
        var info = await fixture.Library.ProbeAsync(media, MediaFixture.Cancel);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var segment in fixture.Library.ReadSegmentsAsync(media, info, MediaFixture.Small, 0, stop.Token))
            {
                segment.Dispose();
                await stop.CancelAsync();
            }
        });
        fixture.AssertNothingLeft();
    }

    [Fact]
    public async Task A_closed_library_leaves_no_child_and_starts_none()
    {
        await using var fixture = new MediaFixture();
        await using var media = await fixture.OpenAsync(LongVideo());
        var info = await fixture.Library.ProbeAsync(media, MediaFixture.Cancel);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var segment in fixture.Library.ReadSegmentsAsync(media, info, MediaFixture.Small, 0, MediaFixture.Cancel))
            {
                segment.Dispose();
                await fixture.Library.DisposeAsync();
            }
        });
        Assert.Empty(fixture.Library.ChildIds);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => fixture.Library.ProbeAsync(media, MediaFixture.Cancel));
    }

    [Fact]
    public async Task Processor_time_of_children_is_counted()
    {
        var before = MediaLibrary.ChildCpuTime;
        await using var fixture = new MediaFixture();
        await fixture.ReadAsync(SampleVideos.Mp4());
        Assert.True(MediaLibrary.ChildCpuTime - before > TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public async Task A_missing_tool_is_named_with_the_remedy()
    {
        await using var fixture = new MediaFixture(options => options with { FFprobePath = "ffprobe-that-is-not-there", FFmpegPath = "/nowhere/ffmpeg" });
        var failure = await fixture.FailureAsync(SampleVideos.Mp4());
        Assert.Equal(MediaFailure.ToolMissing, failure.Kind);
        Assert.Contains("Media:FFmpegPath", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsTransient);
    }

    private static string LongVideo() => SampleVideos.Mp4(100);
}
