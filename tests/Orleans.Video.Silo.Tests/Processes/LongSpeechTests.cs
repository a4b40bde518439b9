using Orleans.Video.Http;
using Orleans.Video.Inference.Speech.PocketSphinx;
using Orleans.Video.Testing;
using Orleans.Video.Transcripts;
using Xunit;

namespace Orleans.Video.Silo.Tests.Processes;

/// <summary>Three hours with ORLEANS_VIDEO_FULL=1, two minutes without.</summary>
public sealed class LongSpeechTests
{
    private const long MoreMemory = 200L << 20;

    private static readonly bool Full = Environment.GetEnvironmentVariable("ORLEANS_VIDEO_FULL") == "1";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_long_recording_killed_twice_has_the_transcript_of_an_undisturbed_run_in_bounded_memory()
    {
        if (SphinxModel.EnglishUs.Problem() is { } problem) Assert.Skip(problem);
        var minutes = Full ? 180 : 2;
        var video = SpokenVideos.Minutes(minutes);
        var (expected, memory) = await UndisturbedAsync(video);
        Assert.True(expected.Sentences.Count >= 3 * minutes, $"{expected.Sentences.Count} sentences in {minutes} minutes");
        if (Full) Assert.InRange(memory - (await UndisturbedAsync(SpokenVideos.Minutes(3))).Memory, long.MinValue, MoreMemory);

        using var data = new TemporaryFolder();
        var segments = minutes * 60 / 8;
        foreach (var at in (int[])[segments / 3, 2 * segments / 3])
        {
            await using var silo = await SiloProcess.StartAsync(data.Path, SampleVideos.Folder, Cancelled);
            if (await silo.Client.GetAsync("long", Cancelled) is null) await SubmitAsync(silo, video);
            await foreach (var progress in silo.Client.WatchAsync("long", Cancelled))
                if (progress.Status.Segments >= at) break;
            await silo.KillAsync(Cancelled);
        }

        await using var last = await SiloProcess.StartAsync(data.Path, SampleVideos.Folder, Cancelled);
        await last.Client.WaitUntilSettledAsync("long", Cancelled);
        var transcript = (await last.Client.GetTranscriptAsync("long", Cancelled))!;
        Assert.Equal(expected.Words, transcript.Words);
        Assert.Equal(expected.Sentences, transcript.Sentences);
    }

    private static async Task<(Transcript Transcript, long Memory)> UndisturbedAsync(string video)
    {
        using var data = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(data.Path, SampleVideos.Folder, Cancelled);
        await SubmitAsync(silo, video);
        await silo.Client.WaitUntilSettledAsync("long", Cancelled);
        return ((await silo.Client.GetTranscriptAsync("long", Cancelled))!, silo.PeakMemory);
    }

    private static Task SubmitAsync(SiloProcess silo, string video) => silo.Client.SubmitAsync(new UploadRequest { Id = "long", Uri = video, Language = "en" }, Cancelled);
}
