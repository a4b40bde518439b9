using Orleans.Video.Http;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Silo.Tests.Processes;

public sealed class MutatedMediaTests
{
    private static readonly string[] Containers = ["mp4", "mkv", "webm", "mpg", "wav"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>All 300 with ORLEANS_VIDEO_FULL=1; otherwise the first of them.</summary>
    private static int Mutations => Environment.GetEnvironmentVariable("ORLEANS_VIDEO_FULL") == "1" ? 300 : 40;

    [Fact]
    public async Task Mutated_files_end_ready_or_failed_with_a_reason_and_leave_neither_child_nor_file()
    {
        using var data = new TemporaryFolder();
        using var media = new TemporaryFolder();
        var originals = Containers.Select(container => File.ReadAllBytes(Original(container))).ToArray();
        await using var silo = await SiloProcess.StartAsync(data.Path, media.Path, Cancelled);
        for (var seed = 0; seed < Mutations; seed++)
        {
            var path = media.File($"m{seed:000}.{Containers[seed % Containers.Length]}");
            await File.WriteAllBytesAsync(path, Mutate(originals, seed), Cancelled);
            await silo.Client.SubmitAsync(new UploadRequest { Id = $"m{seed:000}", Uri = path }, Cancelled);
        }

        var states = new Dictionary<VideoState, int>();
        for (var seed = 0; seed < Mutations; seed++)
        {
            var status = await silo.Client.WaitUntilSettledAsync($"m{seed:000}", Cancelled);
            Assert.True(status.State is VideoState.Ready or VideoState.Failed, $"seed {seed} is {status.State}");
            Assert.True(status.State == VideoState.Ready || !string.IsNullOrWhiteSpace(status.Reason), $"seed {seed} failed without a reason");
            states[status.State] = states.GetValueOrDefault(status.State) + 1;
        }

        // Mutations that change nothing, or everything, would show nothing.
        Assert.All([VideoState.Ready, VideoState.Failed], state => Assert.True(states.GetValueOrDefault(state) > Mutations / 20, $"{states.GetValueOrDefault(state)} are {state}"));
        Assert.True(silo.IsRunning);
        Assert.Equal(silo.Instance, (await silo.Client.GetHealthAsync(Cancelled))?.Instance);
        // A child of the last video may still be on its way out.
        while (silo.Descendants().Count > 0) await Task.Yield();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(data.Path, "staging")));
        Assert.Equal(Mutations, Directory.EnumerateFileSystemEntries(media.Path).Count());
    }

    private static string Original(string container)
    {
        string[] both = [.. SampleVideos.Pattern(3, "64x48", 10), .. SampleVideos.Tone(3), "-pix_fmt", "yuv420p"];
        return SampleVideos.Make($"mutate.{container}", container switch
        {
            "mp4" => [.. both, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"],
            "mkv" => [.. both, "-c:v", "mpeg4", "-c:a", "libmp3lame"],
            "webm" => [.. both, "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"],
            "mpg" => [.. both, "-r", "25", "-c:v", "mpeg1video", "-c:a", "mp2"],
            _ => [.. SampleVideos.Tone(3, 16000)],
        });
    }

    /// <summary>One of: bits flipped, cut short, a piece taken out, a piece overwritten by another file's, two files joined.</summary>
    private static byte[] Mutate(byte[][] originals, int seed)
    {
#pragma warning disable CA5394 // Seeded on purpose: the same mutations on each run.
        var random = new Random(seed);
        var bytes = (byte[])originals[seed % originals.Length].Clone();
        var other = originals[random.Next(originals.Length)];
        switch (random.Next(5))
        {
            case 0:
                for (var flips = random.Next(1, 200); flips > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                return bytes[..random.Next(bytes.Length)];
            case 2:
                var from = random.Next(bytes.Length);
                return [.. bytes[..from], .. bytes[random.Next(from, bytes.Length)..]];
            case 3:
                var length = random.Next(1, Math.Min(other.Length, bytes.Length) / 2);
                other.AsSpan(random.Next(other.Length - length), length).CopyTo(bytes.AsSpan(random.Next(bytes.Length - length)));
                return bytes;
            default:
                return [.. bytes[..random.Next(bytes.Length)], .. other[random.Next(other.Length)..]];
        }
#pragma warning restore CA5394
    }
}
