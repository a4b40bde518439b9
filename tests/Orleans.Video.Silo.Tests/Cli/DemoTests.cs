using System.Text.Json;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Cli;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_reads_three_videos_finds_their_words_and_pairs_them_by_look_and_by_sound()
    {
        using var folder = new TemporaryFolder();
        var kept = folder.File("kept data");
        var run = await CommandRun.RunAsync(folder.Path, ["demo", "--keep", kept, "--json"], TestContext.Current.CancellationToken);
        Assert.True(run.Code == 0, run.Error);
        var report = run.Document;
        Assert.True(report.GetProperty("trained").GetBoolean());
        var videos = report.GetProperty("videos").EnumerateArray().ToArray();
        Assert.Equal(3, videos.Length);
        Assert.All(videos, static video =>
        {
            Assert.Equal("Ready", video.GetProperty("status").GetProperty("state").GetString());
            Assert.Equal(12, video.GetProperty("status").GetProperty("seconds").GetInt32());
            Assert.Equal(12, video.GetProperty("vectors").GetProperty("seconds").GetInt32());
        });
        var searches = report.GetProperty("searches").EnumerateArray().ToArray();
        Assert.True(searches.Length >= 4);
        Assert.All(searches, static asked => Assert.True(asked.GetProperty("reply").GetProperty("results").GetArrayLength() > 0));
        Assert.Equal("harbour-evening", Nearest(report, "harbour-morning", "visual"));
        Assert.Equal("harbour-evening", Nearest(report, "clock-tower", "audio"));

        // The kept data answers by itself, in the words of the demo's own hints.
        Assert.Contains(report.GetProperty("next").EnumerateArray(), next => next.GetProperty("command").GetString()!.Contains($"--data '{kept}'", StringComparison.Ordinal));
        var search = await CommandRun.RunAsync(folder.Path, ["search", "clock", "--modality", "words", "--data", kept, "--json"], TestContext.Current.CancellationToken);
        Assert.Equal("clock-tower", Assert.Single(search.Document.GetProperty("results").EnumerateArray()).GetProperty("videoId").GetString());
    }

    [Fact]
    public async Task A_file_that_is_no_video_shows_its_reason_beside_one_that_is()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("broken.mp4"), "no video at all", TestContext.Current.CancellationToken);
        await Orleans.Video.Cli.CommandLine.ChildProgram.RunAsync(
            "ffmpeg", ["-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=8:d=2", "-c:v", "mpeg4", folder.File("good.mp4")], TestContext.Current.CancellationToken);
        var run = await CommandRun.RunAsync(folder.Path, ["demo", "broken.mp4", "good.mp4"], TestContext.Current.CancellationToken);
        Assert.Equal(1, run.Code);
        Assert.Contains("Failed", run.Out);
        Assert.Contains("Ready", run.Out);
        Assert.Contains("1 of 2 videos", run.Out);
        Assert.DoesNotContain("\u001b", run.Out);
    }

    private static string? Nearest(JsonElement report, string id, string by)
    {
        var asked = report.GetProperty("similar").EnumerateArray().First(similar => similar.GetProperty("id").GetString() == id && similar.GetProperty("by").GetString() == by);
        return asked.GetProperty("reply").GetProperty("results").EnumerateArray().First().GetProperty("videoId").GetString();
    }
}
