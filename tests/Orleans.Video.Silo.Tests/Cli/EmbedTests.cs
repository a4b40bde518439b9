using System.Text.Json;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Cli;

public sealed class EmbedTests
{
    [Fact]
    public async Task A_picture_has_one_visual_vector_without_a_second()
    {
        using var folder = new TemporaryFolder();
        await MakeAsync(folder.File("picture.png"), "-f", "lavfi", "-i", "testsrc2=s=64x48", "-frames:v", "1");
        var run = await RunAsync(folder, "embed", "picture.png");
        Assert.Equal(0, run.Code);
        var line = Assert.Single(run.Items);
        Assert.Equal(("picture.png", "visual"), (line.GetProperty("source").GetString(), line.GetProperty("modality").GetString()));
        Assert.False(line.TryGetProperty("second", out _));
        AssertUnit(line);
    }

    [Fact]
    public async Task A_sound_has_one_audio_vector_a_second()
    {
        using var folder = new TemporaryFolder();
        await MakeAsync(folder.File("sound.wav"), "-f", "lavfi", "-i", "sine=d=2.5");
        var run = await RunAsync(folder, "embed", "sound.wav", "--json");
        Assert.Equal(0, run.Code);
        Assert.Equal([0, 1, 2], run.Items.Select(static line => line.GetProperty("second").GetInt32()));
        Assert.All(run.Items, static line => Assert.Equal("audio", line.GetProperty("modality").GetString()));
        Assert.All(run.Items, AssertUnit);
    }

    [Fact]
    public async Task A_video_has_both_and_a_modality_picks_one()
    {
        using var folder = new TemporaryFolder();
        await MakeAsync(folder.File("clip.mp4"), "-f", "lavfi", "-i", "testsrc2=s=64x48:r=8:d=9", "-f", "lavfi", "-i", "sine=d=8.9", "-c:v", "mpeg4", "-c:a", "aac");
        var both = await RunAsync(folder, "embed", "clip.mp4");
        Assert.Equal(9, both.Items.Count(static line => line.GetProperty("modality").GetString() == "visual"));
        Assert.Equal(9, both.Items.Count(static line => line.GetProperty("modality").GetString() == "audio"));
        Assert.Equal([.. Enumerable.Range(0, 9)], both.Items.Select(static line => line.GetProperty("second").GetInt32()).Distinct());

        var pictures = await RunAsync(folder, "embed", "-m", "visual", "clip.mp4");
        Assert.Equal(
            both.Items.Where(static line => line.GetProperty("modality").GetString() == "visual").Select(static line => line.GetRawText()),
            pictures.Items.Select(static line => line.GetRawText()));
    }

    [Fact]
    public async Task Words_and_text_files_have_a_text_vector_and_equal_words_an_equal_one()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("words.txt"), "a white boat");
        var run = await RunAsync(folder, "embed", "a white boat", "words.txt", "a clock tower");
        Assert.Equal(0, run.Code);
        Assert.Equal(3, run.Items.Count);
        Assert.All(run.Items, static line => Assert.Equal("text", line.GetProperty("modality").GetString()));
        Assert.Equal(Vector(run.Items[0]), Vector(run.Items[1]));
        Assert.NotEqual(Vector(run.Items[0]), Vector(run.Items[2]));
        Assert.True(run.Items[0].GetProperty("trained").GetBoolean());
    }

    [Fact]
    public async Task What_cannot_be_embedded_is_named_and_keeps_nothing_from_the_others()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("text.mp4"), "no video at all");
        await MakeAsync(folder.File("sound.wav"), "-f", "lavfi", "-i", "sine=d=1");
        var run = await RunAsync(folder, "embed", "--json", "text.mp4", "missing.mp4", "sound.wav");
        Assert.Equal(1, run.Code);
        Assert.Equal("sound.wav", Assert.Single(run.Items).GetProperty("source").GetString());
        Assert.Equal(2, run.Errors.Count);
        Assert.Contains(run.Errors, static error => error.GetProperty("message").GetString()!.Contains("missing.mp4", StringComparison.Ordinal));
        Assert.Contains(run.Errors, static error => error.GetProperty("message").GetString()!.Contains("text.mp4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_modality_that_the_media_lacks_is_refused()
    {
        using var folder = new TemporaryFolder();
        await MakeAsync(folder.File("sound.wav"), "-f", "lavfi", "-i", "sine=d=1");
        var run = await RunAsync(folder, "embed", "-m", "visual", "sound.wav");
        Assert.Equal(1, run.Code);
        Assert.Contains("sound and no pictures", run.Error);
    }

    [Fact]
    public async Task A_stopped_command_says_so_and_ends_with_1()
    {
        using var folder = new TemporaryFolder();
        await MakeAsync(folder.File("sound.wav"), "-f", "lavfi", "-i", "sine=d=1");
        var run = await CommandRun.RunAsync(folder.Path, ["embed", "sound.wav", "--json"], new CancellationToken(canceled: true));
        Assert.Equal(1, run.Code);
        Assert.Equal("stopped", Assert.Single(run.Errors).GetProperty("kind").GetString());
        Assert.Empty(run.Out);
    }

    private static Task<CommandRun> RunAsync(TemporaryFolder folder, params string[] arguments) =>
        CommandRun.RunAsync(folder.Path, arguments, TestContext.Current.CancellationToken);

    private static Task MakeAsync(string file, params string[] arguments) =>
        ChildProgram.RunAsync("ffmpeg", ["-nostdin", "-loglevel", "error", .. arguments, file], TestContext.Current.CancellationToken);

    private static float[] Vector(JsonElement line) => [.. line.GetProperty("vector").EnumerateArray().Select(static value => value.GetSingle())];

    private static void AssertUnit(JsonElement line) => Assert.Equal(1, Vector(line).Sum(static value => (double)value * value), 1e-4);
}
