using Orleans.Streams;
using Orleans.Video.Embeddings;
using Orleans.Video.Search;
using Orleans.Video.Storage;
using Orleans.Video.Testing;
using Orleans.Video.Transcripts;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Grains.Tests.Videos;

public sealed class PipelineTests
{
    private static string Short => SampleVideos.Mp4(3);

    private static string Long => SampleVideos.Mp4(20);

    private static string Broken => SampleVideos.Write("broken.mp4", path => File.WriteAllText(path, "this is no video"));

    [Fact]
    public async Task A_video_is_read_to_its_end_and_found_by_its_title()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("a", Long, "A walk in the Fichtelgebirge");
        var status = await pipeline.WaitUntilReadyAsync("a");
        Assert.Equal((3, 20), (status.Segments, status.Seconds));
        Assert.Equal(status.Revision, status.ServingRevision);
        Assert.Equal(("h264", "aac", 128, 96), (status.Media!.VideoCodec, status.Media.AudioCodec, status.Media.Width, status.Media.Height));
        Assert.Equal(["a"], await pipeline.FindAsync("fichtelgebirge"));

        var embedding = pipeline.Grains.GetGrain<IEmbeddingGrain>($"starter/a");
        var video = await embedding.GetVideoAsync(status.Revision!);
        Assert.Equal((3, 20), (video!.Segments, video.Seconds));
        Assert.Equal(1, Norm(video.Visual!), 1e-4);
        Assert.Equal(1, Norm(video.Fused!), 1e-4);
        var last = await embedding.GetSegmentAsync(status.Revision!, 2);
        Assert.Equal((16, 4), (last!.StartSecond, last.Seconds));
        Assert.All(last.VideoPresent, Assert.True);
    }

    [Fact]
    public async Task Text_is_searchable_when_the_upload_is_accepted_before_its_media_is_read()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("a", Long, "quokka");
        Assert.Equal(["a"], await pipeline.FindAsync("quokka"));
        Assert.NotEmpty(await pipeline.ListObjectsAsync("vectors/starter/a/text.vec"));
        await pipeline.WaitUntilReadyAsync("a");
        await pipeline.UpdateAsync("a", 2, "wombat");
        Assert.Equal(["a"], await pipeline.FindAsync("wombat"));
        Assert.Empty(await pipeline.FindAsync("quokka"));
    }

    [Fact]
    public async Task Media_that_cannot_be_read_fails_with_a_reason_and_leaves_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("a", Broken, "broken thing");
        var status = await pipeline.WaitUntilSettledAsync("a");
        Assert.Equal(VideoState.Failed, status.State);
        Assert.False(string.IsNullOrWhiteSpace(status.Reason));
        Assert.Empty(await pipeline.FindAsync("broken"));
        Assert.Empty(await pipeline.ListObjectsAsync("vectors/"));
        Assert.Empty(Directory.GetFileSystemEntries(pipeline.StagingFolder));
    }

    [Fact]
    public async Task A_new_revision_replaces_the_old_one_only_when_it_is_ready()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("a", Short, "first");
        var first = await pipeline.WaitUntilReadyAsync("a");

        await pipeline.UploadAsync("a", Broken, "second", sequence: 2);
        var failed = await pipeline.WaitAsync("a", status => status.State == VideoState.Failed);
        Assert.Equal(first.Revision, failed.ServingRevision);
        Assert.Equal(["a"], await pipeline.FindAsync("second"));

        await pipeline.UploadAsync("a", Long, "third", sequence: 3);
        var third = await pipeline.WaitAsync("a", status => status.State == VideoState.Ready);
        Assert.NotEqual(first.Revision, third.ServingRevision);
        Assert.Equal(20, third.Seconds);
        Assert.DoesNotContain(await pipeline.ListObjectsAsync("vectors/starter/a/"), name => name.Contains(first.Revision!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_public_is_not_read()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var status = await pipeline.UploadAsync("a", "/there/is/no/such/file.mp4", "secret", audience: Audience.Private);
        Assert.Equal(VideoState.Rejected, status.State);
        Assert.Contains("private", status.Reason, StringComparison.Ordinal);
        Assert.Null(status.Media);
        Assert.Empty(await pipeline.FindAsync("secret"));
    }

    [Fact]
    public async Task A_video_that_stops_being_public_takes_with_it_what_was_learned_and_can_come_back()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("a", Short, "party");
        await pipeline.WaitUntilReadyAsync("a");
        var reply = await pipeline.UpdateAsync("a", 2, audience: Audience.Friends);
        Assert.Equal(VideoState.Rejected, reply.Status!.State);
        Assert.Empty(await pipeline.FindAsync("party"));
        Assert.Empty(await pipeline.ListObjectsAsync("vectors/"));
        await pipeline.UpdateAsync("a", 3, audience: Audience.Public);
        await pipeline.WaitUntilReadyAsync("a");
        Assert.Equal(["a"], await pipeline.FindAsync("party"));
    }

    [Fact]
    public async Task An_erased_video_is_gone_from_every_read_and_every_file_and_late_events_do_not_bring_it_back()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("gone", Short, "xylograph", description: "a quite particular description");
        await pipeline.UploadAsync("kept", Short, "kept");
        await pipeline.WaitUntilReadyAsync("gone");
        await pipeline.WaitUntilReadyAsync("kept");
        Assert.Equal(Intake.Accepted, (await pipeline.DeleteAsync("gone", 5)).Outcome);

        Assert.Null(await pipeline.Video("gone").GetStatusAsync());
        Assert.Empty(await pipeline.FindAsync("xylograph"));
        Assert.Null(await pipeline.Grains.GetGrain<ISearchGrain>(0).SimilarAsync(new SimilarRequest("gone", "both", 5)));
        var similar = await pipeline.Grains.GetGrain<ISearchGrain>(0).SimilarAsync(new SimilarRequest("kept", "both", 5));
        Assert.Empty(similar!.Results);
        var naming = (await pipeline.ListObjectsAsync("")).Where(name => name.Contains("gone", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["state/progress/gone.json", "state/video/gone.json"], naming.Order(StringComparer.Ordinal));
        foreach (var name in naming)
        {
            var tombstone = System.Text.Encoding.UTF8.GetString((await pipeline.Store.GetAsync(name, TestContext.Current.CancellationToken))!.Content.Span);
            Assert.DoesNotContain("xylograph", tombstone, StringComparison.Ordinal);
            Assert.DoesNotContain(Short, tombstone, StringComparison.Ordinal);
            // The first write of a silo that has slept through all of this is refused by the store.
            await Assert.ThrowsAsync<ObjectConflictException>(() => pipeline.Store.PutAsync(name, "{}"u8.ToArray(), PutCondition.IfAbsent).AsTask());
        }

        var late = await pipeline.Video("gone").SubmitAsync(VideoEvents.Upload(4, Short, "back") with { VideoId = "gone" });
        Assert.Equal(Intake.Stale, late.Outcome);
        Assert.Null(await pipeline.Video("gone").GetStatusAsync());
        await pipeline.KillAndRestartAsync();
        Assert.Empty(await pipeline.FindAsync("xylograph"));
        Assert.Equal(["kept"], await pipeline.FindAsync("kept"));
    }

    [Fact]
    public async Task Erasing_a_video_while_it_is_read_stops_it_and_leaves_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("a", SampleVideos.Mp4(120), "endless");
        await pipeline.WaitAsync("a", status => status.Segments > 0);
        await pipeline.DeleteAsync("a", 2);
        Assert.Empty(await pipeline.ListObjectsAsync("vectors/"));
        Assert.Empty(await pipeline.FindAsync("endless"));
    }

    [Fact]
    public async Task Events_of_the_stream_take_the_same_way()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var stream = pipeline.Client.GetStreamProvider(VideoStreams.Provider).GetStream<VideoEvent>(VideoStreams.Uploads, "s");
        await stream.OnNextAsync(VideoEvents.Upload(1, Short, "streamed") with { VideoId = "s" });
        await stream.OnNextAsync(VideoEvents.Upload(1, Short, "streamed") with { VideoId = "s" });
        await stream.OnNextAsync(VideoEvents.Upload(0, Short, "illegal") with { VideoId = "s" });
        var status = await pipeline.WaitUntilReadyAsync("s");
        Assert.Equal("streamed", status.Title);
    }

    [Fact]
    public async Task A_silo_that_dies_loses_nothing_and_its_successor_ends_with_the_same_vectors()
    {
        await using var undisturbed = await TestPipeline.StartAsync();
        await using var disturbed = await TestPipeline.StartAsync();
        string[] ids = ["a", "b", "c", "d"];
        foreach (var id in ids) await undisturbed.UploadAsync(id, SampleVideos.Mp4(60), id);
        foreach (var id in ids) await disturbed.UploadAsync(id, SampleVideos.Mp4(60), id);
        await disturbed.WaitAsync("a", status => status.Segments > 1);
        await disturbed.KillAndRestartAsync();
        foreach (var id in ids)
        {
            var expected = await undisturbed.WaitUntilReadyAsync(id);
            var actual = await disturbed.WaitUntilReadyAsync(id);
            Assert.Equal((expected.Segments, expected.Seconds), (actual.Segments, actual.Seconds));
            var (one, other) = (undisturbed.Grains.GetGrain<IEmbeddingGrain>($"starter/{id}"), disturbed.Grains.GetGrain<IEmbeddingGrain>($"starter/{id}"));
            for (var segment = 0; segment < expected.Segments; segment++)
            {
                var (wanted, got) = (await one.GetSegmentAsync(expected.Revision!, segment), await other.GetSegmentAsync(actual.Revision!, segment));
                AssertClose(wanted!.Visual, got!.Visual);
                AssertClose(wanted.Audio, got.Audio);
                AssertClose(wanted.Fused, got.Fused);
            }

            AssertClose((await one.GetVideoAsync(expected.Revision!))!.Fused!, (await other.GetVideoAsync(actual.Revision!))!.Fused!);
            Assert.Equal([id], await disturbed.FindAsync(id));
        }
    }

    [Fact]
    public async Task An_index_that_is_rebuilt_answers_as_before()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("a", Short, "alpha");
        await pipeline.UploadAsync("b", Long, "beta");
        await pipeline.WaitUntilReadyAsync("a");
        await pipeline.WaitUntilReadyAsync("b");
        var before = await pipeline.Grains.GetGrain<ISearchGrain>(0).SimilarAsync(new SimilarRequest("a", "both", 5));
        await pipeline.KillAndRestartAsync();
        var after = await pipeline.Grains.GetGrain<ISearchGrain>(0).SimilarAsync(new SimilarRequest("a", "both", 5));
        Assert.Equivalent(before, after, strict: true);
        Assert.Equal(["b"], await pipeline.FindAsync("beta"));
    }

    [Fact]
    public async Task Spoken_words_are_moments()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("a", Long, "cards");
        var status = await pipeline.WaitUntilReadyAsync("a");
        await pipeline.Grains.GetGrain<ITranscriptGrain>("starter/a").AddSegmentAsync(new SegmentWords(
            status.Revision!, 1, "en", "test", [new("four", 9, 9.4, 1), new("queens", 9.5, 10, 1), new("later", 14, 14.5, 1)], Serve: true));
        var reply = await pipeline.Grains.GetGrain<ISearchGrain>(0).SearchAsync(new SearchRequest("\"four queens\"", SearchScope.Moment, [], 5));
        var result = Assert.Single(reply.Results);
        Assert.Equal(("a", 9.0, 10.0), (result.VideoId, result.Start, result.End));
        Assert.Equal("transcript", result.Evidence[0].Field);
        await pipeline.KillAndRestartAsync();
        Assert.Equal(["a"], await pipeline.FindAsync("queens", SearchScope.Moment));
    }

    [Fact]
    public async Task An_untrained_set_ranks_no_vectors_against_words_and_says_so()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("a", Short, "alpha");
        await pipeline.WaitUntilReadyAsync("a");
        var reply = await pipeline.Grains.GetGrain<ISearchGrain>(0).SearchAsync(new SearchRequest("anything", SearchScope.Video, ["fusion"], 5));
        Assert.False(reply.Trained);
        Assert.Empty(reply.Results);
        Assert.Contains("no trained joint space", reply.Note, StringComparison.Ordinal);
    }

    private static double Norm(float[] vector) => Math.Sqrt(vector.Sum(value => (double)value * value));

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5f);
    }
}
