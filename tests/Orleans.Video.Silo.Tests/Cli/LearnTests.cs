using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Cli;

/// <summary><c>video learn gdt</c>, as a person calls it.</summary>
public sealed class LearnTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gdt_on_a_folder_ends_with_a_set_that_is_verified_and_compared()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("videos"));
        for (var i = 0; i < 8; i++) File.Copy(SampleVideos.Brief(i), folder.File($"videos/{i}.mp4"));
        var run = await RunAsync(folder, "learn", "gdt", "models/mine", "--videos", "videos", "--hypothesis", "1", "--length", "0.001", "--threads", "1", "--json");
        Assert.True(run.Code == 0, run.Error);
        Assert.Equal("gdt-1-seed-1", run.Document.GetProperty("version").GetString());
        Assert.Equal(0, (await RunAsync(folder, "models", "verify", "mine")).Code);

        var compared = await RunAsync(folder, "models", "compare", "starter", "mine", "--on", "videos", "--json");
        Assert.True(compared.Code == 0, compared.Error);
        // Both have one space for pictures and sound, and the starter set's pictures have more than that.
        var cross = Assert.Single(compared.Document.GetProperty("found").EnumerateArray(), static f => f.GetProperty("modality").GetString() == "sound to picture");
        Assert.InRange(cross.GetProperty("measures")[0].GetProperty("a").GetDouble(), 0, 1);
        Assert.InRange(cross.GetProperty("measures")[0].GetProperty("b").GetDouble(), 0, 1);
    }

    [Fact]
    public async Task What_cannot_be_learned_from_is_named()
    {
        using var folder = new TemporaryFolder();
        var unknown = await RunAsync(folder, "learn", "gdt", "models/mine", "--videos", "none", "--hypothesis", "10");
        Assert.Equal(2, unknown.Code);
        Assert.Contains("--hypothesis takes 1 to 9", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("is no folder", (await RunAsync(folder, "learn", "gdt", "models/mine", "--videos", "none")).Error, StringComparison.Ordinal);
        Directory.CreateDirectory(folder.File("videos"));
        Assert.Contains("holds no video", (await RunAsync(folder, "learn", "gdt", "models/mine", "--videos", "videos")).Error, StringComparison.Ordinal);
        File.Copy(SampleVideos.Brief(1), folder.File("videos/one.mp4"));
        File.Copy(SampleVideos.Make("learn-silent.mp4", [.. SampleVideos.Pattern(3), "-pix_fmt", "yuv420p", "-c:v", "libx264"]), folder.File("videos/silent.mp4"));
        var few = await RunAsync(folder, "learn", "gdt", "models/mine", "--videos", "videos");
        Assert.Equal(1, few.Code);
        Assert.Contains("holds 1 videos to learn from, and 8 are the fewest", few.Error, StringComparison.Ordinal);
        Assert.Contains("1 video without sound", few.Error, StringComparison.Ordinal);
        Assert.Contains("is there already", (await RunAsync(folder, "learn", "gdt", "videos", "--videos", "videos")).Error, StringComparison.Ordinal);
        // Before the videos are looked at, let alone learned from.
        Assert.Contains("no valid name", (await RunAsync(folder, "learn", "gdt", "models/Mine", "--videos", "none")).Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(folder.File("models")), static path => path.Contains("Mine", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fusion_refuses_a_folder_without_videos_with_too_few_and_of_another_set_and_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("there is no folder", (await RunAsync(folder, "learn", "fusion", "--data", "data")).Error, StringComparison.Ordinal);
        foreach (var n in new[] { 1, 2 })
            Assert.Equal(0, (await RunAsync(folder, "ingest", SampleVideos.Brief(n), "--data", "data", "--title", $"Title {n}", "--learn", n == 1 ? "allow" : "forbid")).Code);
        var few = await RunAsync(folder, "learn", "fusion", "--data", "data");
        Assert.Equal(1, few.Code);
        Assert.Contains("there are 1 videos with words to learn from", few.Error, StringComparison.Ordinal);

        await RunAsync(folder, "models", "new", "data/models/random");
        Assert.Contains("the joint space of model set 'random' is not trained", (await RunAsync(folder, "learn", "fusion", "--data", "data", "--model-set", "random")).Error, StringComparison.Ordinal);
        CopyAs(folder, "other");
        Assert.Contains("holds vectors of starter and none of other", (await RunAsync(folder, "learn", "fusion", "--data", "data", "--model-set", "other")).Error, StringComparison.Ordinal);
        Assert.Contains("--learn: unknown label", (await RunAsync(folder, "ingest", SampleVideos.Brief(1), "--data", "data", "--learn", "perhaps")).Error, StringComparison.Ordinal);
        Assert.Equal(["other", "random"], Directory.EnumerateDirectories(folder.File("data/models")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.False(Directory.Exists(folder.File("data/learning")));
    }

    // The trained starter set under another id.
    private static void CopyAs(TemporaryFolder folder, string id)
    {
        var (from, to) = (Path.Combine(TestData.RepositoryRoot, "models", "starter"), Directory.CreateDirectory(folder.File($"data/models/{id}")).FullName);
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        var manifest = Path.Combine(to, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"id\": \"starter\"", $"\"id\": \"{id}\"", StringComparison.Ordinal));
    }

    private static Task<CommandRun> RunAsync(TemporaryFolder folder, params string[] arguments) => CommandRun.RunAsync(folder.Path, arguments, Cancel);
}
