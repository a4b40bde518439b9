using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Cli;

/// <summary>The commands that need a silo, against one that runs on the data folder and is found by it.</summary>
public sealed class SiloCommandsTests(SiloCommandsTests.SiloWithClip running) : IClassFixture<SiloCommandsTests.SiloWithClip>
{
    [Fact]
    public async Task A_file_below_a_root_is_read_where_it_lies_and_found_by_its_title()
    {
        var ingested = await RunAsync("ingest", running.Clip, "--id", "boat", "--title", "A white boat", "--language", "en", "--wait", "--json");
        Assert.True(ingested.Code == 0, ingested.Error);
        var status = Assert.Single(ingested.Items);
        Assert.Equal(("boat", "Ready"), (Text(status, "id"), Text(status, "state")));
        Assert.Equal(running.Clip, Text(status, "uri"));

        Assert.Equal("Ready", Text((await RunAsync("status", "boat", "--json")).Document, "state"));
        Assert.Contains((await RunAsync("status", "--json")).Items, static item => Text(item, "id") == "boat");
        Assert.Contains("A white boat", (await RunAsync("status", "boat")).Out);

        var found = (await RunAsync("search", "\"white boat\"", "-k", "3", "--json")).Document.GetProperty("results").EnumerateArray().First();
        Assert.Equal("boat", Text(found, "videoId"));
        Assert.Equal("title", Text(found.GetProperty("evidence").EnumerateArray().First(), "field"));
        Assert.Contains("in the title", (await RunAsync("search", "white")).Out);
    }

    [Fact]
    public async Task A_file_outside_the_roots_is_sent_and_what_was_sent_is_read()
    {
        using var elsewhere = new TemporaryFolder();
        var copy = elsewhere.File("Sent clip.mp4");
        File.Copy(running.Clip, copy);
        var sent = await RunAsync("ingest", copy, "--wait", "--json");
        Assert.True(sent.Code == 0, sent.Error);
        var status = Assert.Single(sent.Items);
        Assert.StartsWith("blob:", Text(status, "uri"));
        Assert.Equal("Sent clip", Text(status, "title"));

        var twin = (await RunAsync("similar", Text(status, "id")!, "--by", "visual", "--json")).Document;
        Assert.Contains("visual", twin.GetProperty("modalities").EnumerateArray().Select(static modality => modality.GetString()));
    }

    [Fact]
    public async Task A_file_that_is_no_video_fails_with_its_reason_and_1()
    {
        await File.WriteAllTextAsync(running.Media.File("text.mp4"), "no video at all");
        var run = await RunAsync("ingest", running.Media.File("text.mp4"), "--wait", "--json");
        Assert.Equal(1, run.Code);
        Assert.Equal("Failed", Text(Assert.Single(run.Items), "state"));
        Assert.NotEmpty(Text(run.Items[0], "reason")!);
        Assert.Contains("Failed", (await RunAsync("ingest", running.Media.File("text.mp4"), "--wait")).Out);
    }

    [Fact]
    public async Task A_private_video_is_rejected_with_its_reason()
    {
        var run = await RunAsync("ingest", running.Clip, "--id", "diary", "--audience", "private", "--wait", "--json");
        Assert.Equal(1, run.Code);
        Assert.Equal("Rejected", Text(Assert.Single(run.Items), "state"));
    }

    [Fact]
    public async Task An_erased_video_is_gone()
    {
        Assert.Equal(0, (await RunAsync("ingest", running.Clip, "--id", "gone", "--title", "Vanishing", "--wait")).Code);
        var erased = await RunAsync("delete", "gone", "--json");
        Assert.True(erased.Document.GetProperty("erased").GetBoolean());
        Assert.Equal(1, (await RunAsync("status", "gone")).Code);
        Assert.Empty((await RunAsync("search", "Vanishing", "--modality", "words", "--json")).Document.GetProperty("results").EnumerateArray());
        // What is left may be of like meaning, and nothing of the erased one is among it.
        Assert.DoesNotContain((await RunAsync("search", "Vanishing", "-k", "1000", "--json")).Document.GetProperty("results").EnumerateArray(), static result => result.GetProperty("videoId").GetString() == "gone");
    }

    [Theory]
    [InlineData("status nobody")]
    [InlineData("delete nobody")]
    [InlineData("similar nobody")]
    [InlineData("transcript nobody")]
    [InlineData("ingest nothere.mp4")]
    public async Task What_is_not_there_is_named_and_ends_with_1(string line)
    {
        var run = await RunAsync([.. line.Split(' '), "--json"]);
        Assert.Equal(1, run.Code);
        Assert.Contains(line.Split(' ')[1], Assert.Single(run.Errors).GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_video_that_no_recogniser_hears_has_no_transcript_and_the_message_says_why()
    {
        Assert.Equal(0, (await RunAsync("ingest", running.Clip, "--id", "mute", "--language", "sw", "--wait")).Code);
        var run = await RunAsync("transcript", "mute");
        Assert.Equal(1, run.Code);
        Assert.Contains("no recogniser of this system serves the language sw", run.Error);
    }

    [Fact]
    public async Task A_silo_that_is_not_there_is_named()
    {
        var run = await RunAsync("status", "--url", "http://127.0.0.1:1", "--json");
        Assert.Equal(1, run.Code);
        Assert.Contains("127.0.0.1:1", Assert.Single(run.Errors).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Progress_and_colours_are_for_terminals_only()
    {
        string[] ingest = ["ingest", running.Clip, "--id", "shown", "--wait"];
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Contains("\u001b[", (await CommandRun.RunAsync(running.Data.Path, ingest, cancellation, terminal: true)).Out);
        Assert.DoesNotContain("\u001b", (await CommandRun.RunAsync(running.Data.Path, ingest, cancellation, terminal: true, ("NO_COLOR", "1"))).Out);
        Assert.DoesNotContain("\u001b", (await CommandRun.RunAsync(running.Data.Path, ingest, cancellation)).Out);
    }

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.RunAsync(running.Data.Path, arguments, TestContext.Current.CancellationToken);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    /// <summary>A silo on a data folder, and a clip below its media root.</summary>
    public sealed class SiloWithClip : IAsyncLifetime
    {
        private VideoSilo? _silo;

        internal TemporaryFolder Data { get; } = new();

        internal TemporaryFolder Media { get; } = new();

        internal string Clip => Media.File("clip.mp4");

        public async ValueTask InitializeAsync()
        {
            await ChildProgram.RunAsync(
                "ffmpeg",
                ["-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=8:d=3", "-f", "lavfi", "-i", "sine=d=3", "-c:v", "mpeg4", "-c:a", "aac", Clip],
                CancellationToken.None);
            _silo = await VideoSilo.StartAsync(new VideoSiloOptions
            {
                DataFolder = Data.Path,
                MediaRoots = [Media.Path],
                Urls = ["http://127.0.0.1:0"],
                LogLevel = LogLevel.None,
            });
        }

        public async ValueTask DisposeAsync()
        {
            if (_silo is not null) await _silo.DisposeAsync();
            Data.Dispose();
            Media.Dispose();
        }
    }
}
