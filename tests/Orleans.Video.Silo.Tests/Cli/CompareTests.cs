using Orleans.Video.Cli.Models.Compare;
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
        var media = Directory.CreateDirectory(folder.File("media<b>/tones")).FullName;
        for (var i = 0; i < 4; i++) File.Copy(SampleVideos.Brief(i), Path.Combine(media, $"{i}.mp4"));
        Directory.CreateDirectory(folder.File("media<b>/photos"));
        File.Copy(SampleVideos.Make("compared.jpg", "-f", "lavfi", "-i", "color=c=0x2040C0:s=64x48:d=1", "-frames:v", "1"), folder.File("media<b>/photos/blue.jpg"));
        await File.WriteAllTextAsync(folder.File("media<b>/notes.txt"), "no media", Cancel);

        var run = await RunAsync(folder, "models", "compare", "mine", "./models/yours", "--on", "media<b>", "--neighbours", "2", "--html", "page.html", "--json");
        Assert.Equal(0, run.Code);
        Assert.Equal(("mine", "yours", 6), (run.Document.GetProperty("a").GetString(), run.Document.GetProperty("b").GetString(), run.Document.GetProperty("files").GetInt32()));
        var found = run.Document.GetProperty("found").EnumerateArray().ToArray();
        Assert.Equal(["visual", "audio"], found.Select(static f => f.GetProperty("modality").GetString()));
        Assert.Equal([5, 4], found.Select(static f => f.GetProperty("files").GetInt32()));
        Assert.All(found, static f => Assert.InRange(f.GetProperty("agreement").GetDouble(), 0, 1));
        // The files lie in two folders, and their halves are alike.
        Assert.Equal(3, found[0].GetProperty("measures").GetArrayLength());

        var page = await File.ReadAllTextAsync(folder.File("page.html"), Cancel);
        Assert.Contains("media&lt;b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("media<b>", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Measures_and_differences_are_those_of_the_vectors()
    {
        // The first set puts files of one folder together; the second puts 0 with 2 and 1 with 3, and its second halves are others' first.
        EncodedFile[] a = [Of("x/0", [1, 0], [1, 0]), Of("x/1", [1, 0.1f], [1, 0.1f]), Of("y/2", [0, 1], [0, 1]), Of("y/3", [0.1f, 1], [0.1f, 1])];
        EncodedFile[] b = [Of("x/0", [1, 0], [-1, 0.2f]), Of("x/1", [0, 1], [0.2f, -1]), Of("y/2", [-1, 0], [1, 0.2f]), Of("y/3", [0, -1], [0.2f, 1])];
        var found = Assert.Single(SetComparison.Of(a, b, jointA: 0, jointB: 0, count: 1, examples: 2));
        Assert.Equal((4, 0.0), (found.Files, found.Agreement!.Value));
        Assert.Equal([("own second half found by the first, at 1", 1.0, 0.0), ("neighbours from the same folder, of 1", 1.0, 0.0)], found.Measures.Select(static m => (m.Name, m.A!.Value, m.B!.Value)));
        Assert.Equal(2, found.Examples.Count);
        Assert.All(found.Examples, static e => Assert.Equal(0, e.Shared));

        var page = ComparisonPage.Write("a<i>", "b", "four files", [found], new Dictionary<string, string> { [a[0].Path] = "data:image/bmp;base64,Qk0=" });
        Assert.Contains("a&lt;i&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("a<i>", page, StringComparison.Ordinal);
        Assert.Contains("x/1", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"none\"></span>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_are_found_by_sound_where_both_lie_in_one_space()
    {
        EncodedFile[] files = [.. Enumerable.Range(0, 3).Select(static i =>
        {
            // The pictures' vectors hold more than the space that both share.
            float[] vector = [i == 0 ? 1 : 0, i == 1 ? 1 : 0, i == 2 ? 1 : 0];
            return new EncodedFile($"/{i}", $"{i}", new Dictionary<string, IReadOnlyList<float[]>> { ["visual"] = [[.. vector, 2 - i]], ["audio"] = [vector] });
        })];
        var cross = SetComparison.Of(files, files, jointA: 3, jointB: 0, count: 1, examples: 0)[^1];
        Assert.Equal(("sound to picture", 3, new ComparedMeasure("own pictures found by sound, at 1", 1, null)), (cross.Modality, cross.Files, cross.Measures[0]));
    }

    private static EncodedFile Of(string name, params float[][] seconds) => new("/" + name, name, new Dictionary<string, IReadOnlyList<float[]>> { ["visual"] = [.. seconds.Select(Unit)] });

    private static float[] Unit(float[] vector) => Array.ConvertAll(vector, v => v / MathF.Sqrt(vector.Sum(static x => x * x)));

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
