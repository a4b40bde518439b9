using System.Runtime.InteropServices;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Search;
using Orleans.Video.Testing;
using Orleans.Video.Versions;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Grains.Tests.Versions;

public sealed class FillTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Filling_that_is_killed_twice_ends_with_the_vectors_of_one_that_was_not()
    {
        (string, string)[] videos = [.. Enumerable.Range(0, 4).Select(n => ($"v{n}", SampleVideos.Numbered(n)))];
        await using var undisturbed = await TwoSets.StartAsync();
        await undisturbed.ReadAsync(videos);
        await undisturbed.FillAsync();
        await using var disturbed = await TwoSets.StartAsync();
        await disturbed.ReadAsync(videos);
        await TwoSets.DoneAsync(disturbed.Versions.FillAsync(TwoSets.Second));
        for (var kills = 0; kills < 2; kills++)
        {
            var before = (await disturbed.Pipeline.ListObjectsAsync("vectors/trained/")).Length;
            await Condition.HoldsAsync(async () => (await disturbed.Pipeline.ListObjectsAsync("vectors/trained/")).Length > before + 2, "a further segment is there", Cancelled);
            Assert.Equal(KeptSetState.Filling, (await disturbed.Versions.GetAsync()).Sets.Of(TwoSets.Second)!.State);
            await disturbed.Pipeline.KillAndRestartAsync();
        }

        // Nobody asks for it again: the silo that starts goes on by itself.
        await disturbed.UntilAsync(status => status.Sets.Of(TwoSets.Second)!.State == KeptSetState.Filled, "the set is filled");
        foreach (var (id, _) in videos)
        {
            var (expected, got) = (await undisturbed.SegmentsAsync(TwoSets.Second, id), await disturbed.SegmentsAsync(TwoSets.Second, id));
            Assert.Equal(3, got.Count);
            foreach (var (one, other) in expected.Zip(got))
            {
                AssertClose(one.Embedding.Visual, other.Embedding.Visual);
                AssertClose(one.Embedding.Audio, other.Embedding.Audio);
                AssertClose(one.Embedding.Fused, other.Embedding.Fused);
                AssertClose(one.Sums.Pooled!, other.Sums.Pooled!);
            }
        }
    }

    [Fact]
    public async Task Erasing_a_video_while_a_set_is_filled_leaves_nothing_of_it()
    {
        await using var sets = await TwoSets.StartAsync();
        await sets.ReadAsync(("kept", SampleVideos.Brief(0)), ("erased", SampleVideos.Numbered(1)));
        var vector = MemoryMarshal.AsBytes<float>((await sets.SegmentsAsync(TwoSets.First, "erased"))[0].Embedding.Visual.AsSpan(0, 16)).ToArray();
        await TwoSets.DoneAsync(sets.Versions.FillAsync(TwoSets.Second));
        await Condition.HoldsAsync(async () => (await sets.SegmentsAsync(TwoSets.Second, "erased")).Count > 0, "its first segment is there", Cancelled);
        var second = MemoryMarshal.AsBytes<float>((await sets.SegmentsAsync(TwoSets.Second, "erased"))[0].Embedding.Visual.AsSpan(0, 16)).ToArray();
        await sets.Pipeline.DeleteAsync("erased", 2);
        await sets.UntilAsync(status => status.Sets.Of(TwoSets.Second)!.State == KeptSetState.Filled, "the set is filled");
        Assert.DoesNotContain(await sets.Pipeline.ListObjectsAsync(""), name => name.Contains("erased", StringComparison.Ordinal) && !name.StartsWith("state/", StringComparison.Ordinal));
        Assert.Empty(await sets.HoldingAsync(vector));
        Assert.Empty(await sets.HoldingAsync(second));
        Assert.Single(await sets.SegmentsAsync(TwoSets.Second, "kept"));
    }

    [Fact]
    public async Task A_video_that_is_made_private_loses_what_every_set_made_and_comes_back_with_every_set()
    {
        await using var sets = await TwoSets.StartAsync();
        await sets.ReadAsync(("v", SampleVideos.Brief(0)));
        await sets.FillAsync();
        await sets.Pipeline.UpdateAsync("v", 2, audience: "private");
        Assert.Empty(await sets.Pipeline.ListObjectsAsync("vectors/"));
        await sets.Pipeline.UpdateAsync("v", 3, audience: "public");
        await sets.Pipeline.WaitAsync("v", status => status.State == VideoState.Ready);
        foreach (var set in (string[])[TwoSets.First, TwoSets.Second]) Assert.Single(await sets.SegmentsAsync(set, "v"));
    }

    [Fact]
    public async Task Removal_leaves_no_byte_of_what_a_set_made_and_the_set_can_be_filled_again()
    {
        await using var sets = await TwoSets.StartAsync();
        await sets.ReadAsync(("one", SampleVideos.Brief(0)), ("two", SampleVideos.Brief(1)));
        var vector = MemoryMarshal.AsBytes<float>((await sets.SegmentsAsync(TwoSets.First, "one"))[0].Embedding.Visual.AsSpan(0, 16)).ToArray();
        Assert.NotEmpty(await sets.HoldingAsync(vector));
        await sets.FillAsync();
        Assert.Equal(VersionsOutcome.Refused, (await sets.Versions.RemoveAsync(TwoSets.First)).Outcome);
        await TwoSets.DoneAsync(sets.Versions.UseAsync(TwoSets.Second, force: false));
        await TwoSets.DoneAsync(sets.Versions.RemoveAsync(TwoSets.First));
        await sets.UntilAsync(status => status.Sets.Of(TwoSets.First) is null, "the set is gone");
        Assert.DoesNotContain(await sets.Pipeline.ListObjectsAsync(""), name => name.Contains($"/{TwoSets.First}/", StringComparison.Ordinal));
        Assert.Empty(await sets.HoldingAsync(vector));
        Assert.Equal(["two"], (await sets.Pipeline.Grains.GetGrain<ISearchGrain>(0).SimilarAsync(new SimilarRequest("one", "visual", 5)))!.Results.Select(result => result.VideoId));

        // What was there before its removal counts for nothing.
        await TwoSets.DoneAsync(sets.Versions.FillAsync(TwoSets.First));
        await sets.UntilAsync(status => status.Sets.Of(TwoSets.First)!.State == KeptSetState.Filled, "the set is filled again");
        foreach (var id in (string[])["one", "two"]) Assert.Single(await sets.SegmentsAsync(TwoSets.First, id));
        await TwoSets.DoneAsync(sets.Versions.UseAsync(TwoSets.First, force: false));
    }

    [Fact]
    public async Task What_cannot_be_used_changes_nothing()
    {
        await using var sets = await TwoSets.StartAsync();
        await sets.ReadAsync(("v", SampleVideos.Brief(0)));
        var unknown = await sets.Versions.FillAsync("nothing");
        Assert.Equal(VersionsOutcome.Unusable, unknown.Outcome);
        Assert.Contains("not found in", unknown.Message, StringComparison.Ordinal);
        var unfilled = await sets.Versions.UseAsync(TwoSets.Second, force: false);
        Assert.Equal(VersionsOutcome.Refused, unfilled.Outcome);
        Assert.Contains("video models fill trained", unfilled.Message, StringComparison.Ordinal);
        var visual = Directory.EnumerateFiles(Path.Combine(sets.Models, TwoSets.Second), "visual*.onnx").Single();
        var whole = await File.ReadAllBytesAsync(visual, Cancelled);
        await File.WriteAllBytesAsync(visual, whole[..^100], Cancelled);
        var damaged = await sets.Versions.FillAsync(TwoSets.Second);
        Assert.Equal(VersionsOutcome.Unusable, damaged.Outcome);
        Assert.Contains("cannot be used on silo", damaged.Message, StringComparison.Ordinal);
        Assert.Equal(VersionsOutcome.Unusable, (await sets.Versions.UseAsync(TwoSets.Second, force: true)).Outcome);
        Assert.Equal(VersionsOutcome.Refused, (await sets.Versions.RemoveAsync(TwoSets.Second)).Outcome);
        var status = await sets.Versions.GetAsync();
        Assert.Equal((1, TwoSets.First), (status.Sets.Version, status.Sets.Serving));
        await File.WriteAllBytesAsync(visual, whole, Cancelled);
        Assert.Equal(1, (await sets.FillAsync()).Done);

        // The same id with another manifest: its vectors could not be told from those that are there.
        var manifest = Path.Combine(sets.Models, TwoSets.Second, "manifest.json");
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest, Cancelled)).Replace("\"version\": \"", "\"version\": \"x", StringComparison.Ordinal), Cancelled);
        var changed = await sets.Versions.UseAsync(TwoSets.Second, force: true);
        Assert.Equal(VersionsOutcome.Unusable, changed.Outcome);
        Assert.Contains("made what is in the store", changed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filling_stops_and_goes_on_when_asked_and_a_video_whose_media_is_gone_keeps_the_set_from_being_used()
    {
        await using var sets = await TwoSets.StartAsync();
        var gone = SampleVideos.Make("gone.mp4", [.. SampleVideos.Pattern(2), "-c:v", "libx264", "-pix_fmt", "yuv420p"]);
        await sets.ReadAsync(("a", SampleVideos.Numbered(0)), ("b", SampleVideos.Numbered(1)), ("gone", gone));
        File.Delete(gone);
        await TwoSets.DoneAsync(sets.Versions.FillAsync(TwoSets.Second));
        await TwoSets.DoneAsync(sets.Versions.StopAsync(TwoSets.Second));
        Assert.Equal(KeptSetState.Stopped, (await sets.Versions.GetAsync()).Sets.Of(TwoSets.Second)!.State);
        var filled = await sets.FillAsync();
        Assert.Equal((3, 2, 1), (filled.Videos, filled.Done, filled.Failed));
        Assert.StartsWith("gone: ", Assert.Single(filled.Problems), StringComparison.Ordinal);
        var refused = await sets.Versions.UseAsync(TwoSets.Second, force: false);
        Assert.Contains("1 videos could not be read", refused.Message, StringComparison.Ordinal);
        await TwoSets.DoneAsync(sets.Versions.UseAsync(TwoSets.Second, force: true));
        await sets.UntilAsync(status => status.Sets.Of(TwoSets.Second)!.State == KeptSetState.Incomplete, "it is tried again");
        Assert.Equal(["a", "b", "gone"], (await sets.Pipeline.FindAsync("title")).Order());
        Assert.NotNull(await sets.Pipeline.Store.GetAsync(ServedSetsObject.Name, Cancelled));
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5f);
    }
}
