using System.Text.Json;
using Orleans.Storage;
using Orleans.Video.Catalog;
using Orleans.Video.Embeddings;
using Orleans.Video.Grains.Fencing;
using Orleans.Video.Storage;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Grains.Tests.Fencing;

/// <summary>An activation whose work is in another's hands, which here is the test that writes to the store behind its back.</summary>
public sealed class TwoActivationsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_catalog_entries_the_newer_one_stays_whoever_wrote_it_last()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var catalog = pipeline.Grains.GetGrain<ICatalogGrain>(0);
        Assert.False(await catalog.PutAsync(Entry(1)));
        await catalog.AnnounceAsync("v");
        Assert.True(await catalog.PutAsync(Entry(2)));

        await pipeline.Store.PutJsonAsync("catalog/0000/v.json", Entry(5), ct: Cancelled);
        Assert.True(await catalog.PutAsync(Entry(3)));
        Assert.Equal(5, (await StoredAsync())!.Version);
        await catalog.RemoveAsync("v", 4);
        Assert.NotNull(await StoredAsync());

        Assert.True(await catalog.PutAsync(Entry(6)));
        Assert.Equal(6, (await StoredAsync())!.Version);
        await catalog.RemoveAsync("v", 6);
        Assert.Null(await StoredAsync());

        async Task<CatalogEntry?> StoredAsync() =>
            await pipeline.Store.GetAsync("catalog/0000/v.json", Cancelled) is { } found ? JsonSerializer.Deserialize<CatalogEntry>(found.Content.Span) : null;

        static CatalogEntry Entry(long version) => new() { Id = "v", State = VideoState.Ready, Title = $"version {version}", Version = version };
    }

    [Fact]
    public async Task A_video_whose_record_another_activation_has_written_lets_go_and_is_read_anew()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("a", SampleVideos.Mp4(3), "first");
        await pipeline.WaitUntilReadyAsync("a");
        var record = (await pipeline.Store.GetAsync("state/video/a.json", Cancelled))!;
        var changed = System.Text.Encoding.UTF8.GetString(record.Content.Span).Replace("first", "theirs", StringComparison.Ordinal);
        await pipeline.Store.PutAsync("state/video/a.json", System.Text.Encoding.UTF8.GetBytes(changed), ct: Cancelled);
        await Assert.ThrowsAsync<InconsistentStateException>(() => pipeline.UpdateAsync("a", 2, "ours"));
        await pipeline.WaitAsync("a", status => status.Title == "theirs");
        await pipeline.UpdateAsync("a", 3, "ours");
        Assert.Equal(["a"], await pipeline.FindAsync("ours"));
    }

    [Fact]
    public async Task A_segment_of_an_erased_life_is_not_stored_even_when_the_video_lives_again()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("a", SampleVideos.Mp4(3), "first");
        var revision = (await pipeline.WaitUntilReadyAsync("a")).Revision!;
        var embedding = pipeline.Grains.GetGrain<IEmbeddingGrain>("starter/a");
        await Assert.ThrowsAsync<VideoSupersededException>(() => embedding.EraseAsync(new VideoClaim("older", null)));
        await pipeline.DeleteAsync("a", 2);
        var segment = new SegmentVectors(revision, 0, 0, new float[128], new float[128], [true], [true], Serve: true);
        await Assert.ThrowsAsync<VideoSupersededException>(() => embedding.AddSegmentAsync(segment));
        Assert.Empty(await pipeline.ListObjectsAsync("vectors/"));

        await pipeline.UploadAsync("a", "/there/is/no/such/file.mp4", "again", sequence: 3);
        await Assert.ThrowsAsync<VideoSupersededException>(() => embedding.AddSegmentAsync(segment));
    }

    [Fact]
    public async Task An_older_text_never_replaces_a_newer_one()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("a", SampleVideos.Mp4(3), "newer");
        await pipeline.WaitUntilReadyAsync("a");
        await pipeline.UpdateAsync("a", 2, "newest");
        var stored = (await pipeline.Store.GetAsync("vectors/starter/a/text.vec", Cancelled))!;
        var embedding = pipeline.Grains.GetGrain<IEmbeddingGrain>("starter/a");
        await embedding.PutTextAsync(new VideoText("older", 1, default));
        await embedding.PutTextAsync(new VideoText(null, 1, default));
        Assert.Equal(stored.ETag, (await pipeline.Store.GetAsync("vectors/starter/a/text.vec", Cancelled))!.ETag);
        Assert.Null(await embedding.PutTextAsync(new VideoText(" ", 100, default)));
        await embedding.PutTextAsync(new VideoText("older", 99, default));
        Assert.Null(Orleans.Video.Grains.Embeddings.TextObject.Parse((await pipeline.Store.GetAsync("vectors/starter/a/text.vec", Cancelled))!.Content).Vector);
    }
}
