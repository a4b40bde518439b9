using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Cli;

/// <summary><c>video models compare</c>.</summary>
public sealed class CompareTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_sets_are_compared_on_a_folder_as_a_table_and_as_a_page_with_stills()
    {
        using var folder = new TemporaryFolder();
        await MakeSetsAsync(folder);
        var media = Directory.CreateDirectory(folder.File("media/<b>tones")).FullName;
        for (var i = 0; i < 4; i++) File.Copy(SampleVideos.Brief(i), Path.Combine(media, $"{i}.mp4"));
        Directory.CreateDirectory(folder.File("media/photos"));
        File.Copy(SampleVideos.Make("compared.jpg", "-f", "lavfi", "-i", "color=c=0x2040C0:s=64x48:d=1", "-frames:v", "1"), folder.File("media/photos/blue.jpg"));
        await File.WriteAllTextAsync(folder.File("media/notes.txt"), "no media", Cancel);

        var run = await RunAsync(folder, "models", "compare", "mine", "./models/yours", "--on", "media", "--neighbours", "2", "--html", "page.html", "--json");
        Assert.Equal(0, run.Code);
        Assert.Equal(("mine", "yours", 6), (run.Document.GetProperty("a").GetString(), run.Document.GetProperty("b").GetString(), run.Document.GetProperty("files").GetInt32()));
        var found = run.Document.GetProperty("found").EnumerateArray().ToArray();
        Assert.Equal(["visual", "audio"], found.Select(static f => f.GetProperty("modality").GetString()));
        Assert.Equal([5, 4], found.Select(static f => f.GetProperty("files").GetInt32()));
        Assert.All(found, static f => Assert.InRange(f.GetProperty("agreement").GetDouble(), 0, 1));
        // The files lie in two folders, and their halves are alike.
        Assert.Equal(3, found[0].GetProperty("measures").GetArrayLength());

        var page = await File.ReadAllTextAsync(folder.File("page.html"), Cancel);
        Assert.Contains("&lt;b&gt;tones", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>tones", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        if (found.Any(static f => f.GetProperty("examples").GetArrayLength() > 0)) Assert.Contains("data:image/bmp;base64,Qk", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_set_agrees_with_itself_wholly()
    {
        using var folder = new TemporaryFolder();
        await MakeSetsAsync(folder);
        Directory.CreateDirectory(folder.File("media"));
        for (var i = 0; i < 3; i++) File.Copy(SampleVideos.Brief(i), folder.File($"media/{i}.mp4"));
        var run = await RunAsync(folder, "models", "compare", "mine", "mine", "--on", "media");
        Assert.Equal(0, run.Code);
        Assert.Contains("100.0%", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("differ most", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_files_no_folder_and_no_set_are_refused()
    {
        using var folder = new TemporaryFolder();
        await MakeSetsAsync(folder);
        Directory.CreateDirectory(folder.File("media"));
        Assert.Contains("is empty", (await RunAsync(folder, "models", "compare", "mine", "yours", "--on", "media")).Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.File("media/notes.txt"), "no media", Cancel);
        Assert.Contains("fewer than three of 1 files", (await RunAsync(folder, "models", "compare", "mine", "yours", "--on", "media")).Error, StringComparison.Ordinal);
        Assert.Contains("is no folder", (await RunAsync(folder, "models", "compare", "mine", "yours", "--on", "none")).Error, StringComparison.Ordinal);
        Assert.Contains("nobody", (await RunAsync(folder, "models", "compare", "mine", "nobody", "--on", "media")).Error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync(folder, "models", "compare", "mine", "yours", "--on", "media", "--neighbours", "0")).Code);
    }

    private static async Task MakeSetsAsync(TemporaryFolder folder)
    {
        Assert.Equal(0, (await RunAsync(folder, "models", "new", "models/mine", "--seed", "1")).Code);
        Assert.Equal(0, (await RunAsync(folder, "models", "new", "models/yours", "--seed", "2")).Code);
    }

    private static Task<CommandRun> RunAsync(TemporaryFolder folder, params string[] arguments) => CommandRun.RunAsync(folder.Path, arguments, Cancel);
}
