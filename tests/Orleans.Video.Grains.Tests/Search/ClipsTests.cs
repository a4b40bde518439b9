using Orleans.Video.Search;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Grains.Tests.Search;

public sealed class ClipsTests
{
    private static readonly string[] ColourfulChairs =
        ["chair-orig-22-sd-bar", "chair-19-sd-bar", "chair-20-sd-bar", "chair-22-with-small-logo-bar", "chair-22-with-large-logo-bar"];

    [Fact]
    public async Task All_clips_are_found_by_their_titles_and_the_chairs_that_keep_their_colours_by_one_another()
    {
        var folder = TestData.Require("clips");
        await using var pipeline = await TestPipeline.StartAsync();
        var clips = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".tsv", StringComparison.Ordinal)).ToArray();
        Assert.True(clips.Length >= 34, $"only {clips.Length} clips");
        foreach (var clip in clips) await pipeline.UploadAsync(IdOf(clip), clip, TitleOf(clip));
        foreach (var clip in clips) await pipeline.WaitUntilReadyAsync(IdOf(clip));
        foreach (var clip in clips) Assert.Equal(IdOf(clip), (await pipeline.FindAsync($"\"{TitleOf(clip)}\""))[0]);

        foreach (var chair in ColourfulChairs)
        {
            var reply = await pipeline.Grains.GetGrain<ISearchGrain>(0).SimilarAsync(new SimilarRequest(chair, "visual", 50));
            var nearest = reply!.Results.Take(ColourfulChairs.Length - 1).Select(result => result.VideoId);
            Assert.Equal(ColourfulChairs.Where(other => other != chair).Order(), nearest.Order());
        }
    }

    private static string IdOf(string path) => Path.GetFileNameWithoutExtension(path);

    private static string TitleOf(string path) => $"{Path.GetFileName(Path.GetDirectoryName(path))} {IdOf(path).Replace('-', ' ').Replace('_', ' ')}";
}
