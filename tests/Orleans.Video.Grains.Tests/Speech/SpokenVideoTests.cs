using Microsoft.Extensions.DependencyInjection;
using Orleans.Video.Inference.Speech.PocketSphinx;
using Orleans.Video.Search;
using Orleans.Video.Testing;
using Orleans.Video.Transcripts;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Grains.Tests.Speech;

public sealed class SpokenVideoTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_said_is_found_at_its_second_and_a_sentence_across_segments_is_whole()
    {
        RequireSphinx();
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("a", SpokenVideos.AcrossBorders(), "a reading", language: "en");
        var status = await pipeline.WaitUntilReadyAsync("a");
        Assert.Null(status.Reason);
        var transcript = (await TranscriptOf(pipeline, "a", status))!;
        Assert.Equal(("en", "pocketsphinx:en-us"), (transcript.Language, transcript.Engine));
        var first = transcript.Sentences[0];
        Assert.True(first.Start < 8 && first.End > 8, $"the sentence from {first.Start} to {first.End} s does not cross the border that it is to cross");
        Assert.Contains("illness", first.Text, StringComparison.Ordinal);
        Assert.All(transcript.Words.Zip(transcript.Words.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start + 0.02));

        var moments = (await pipeline.Grains.GetGrain<ISearchGrain>(0).SearchAsync(new SearchRequest("illness", SearchScope.Moment, [], 5))).Results;
        var moment = Assert.Single(moments);
        Assert.Equal(("a", first.Start, first.End), (moment.VideoId, moment.Start, moment.End));
        var word = Assert.Single(transcript.Words, spoken => spoken.Text == "illness");
        Assert.InRange(word.Start, 6.2 + 1.0, 6.2 + 1.8);
        Assert.Equal(["a"], await pipeline.FindAsync("\"cold hearted\"", SearchScope.Moment));
        var phrase = (await pipeline.Grains.GetGrain<ISearchGrain>(0).SearchAsync(new SearchRequest("\"cold hearted\"", SearchScope.Moment, [], 5))).Results[0];
        Assert.InRange(phrase.Start!.Value, 29, 31);
    }

    [Fact]
    public async Task A_silo_that_is_killed_between_segments_hears_the_same()
    {
        RequireSphinx();
        var video = SpokenVideos.AcrossBorders();
        Transcript undisturbed;
        await using (var pipeline = await TestPipeline.StartAsync())
        {
            await pipeline.UploadAsync("a", video, language: "en");
            undisturbed = (await TranscriptOf(pipeline, "a", await pipeline.WaitUntilReadyAsync("a")))!;
        }

        Assert.True(undisturbed.Words.Count > 10);
        foreach (var kills in Environment.GetEnvironmentVariable("ORLEANS_VIDEO_FULL") == "1" ? (int[][])[[1], [2, 4], [1, 2, 3, 4]] : [[1, 3]])
        {
            await using var pipeline = await TestPipeline.StartAsync();
            await pipeline.UploadAsync("a", video, language: "en");
            foreach (var segments in kills)
            {
                await pipeline.WaitAsync("a", status => status.Segments >= segments || status.IsSettled);
                await pipeline.KillAndRestartAsync();
            }

            var disturbed = (await TranscriptOf(pipeline, "a", await pipeline.WaitUntilReadyAsync("a")))!;
            Assert.Equal(undisturbed.Words, disturbed.Words);
            Assert.Equal(undisturbed.Sentences, disturbed.Sentences);
        }
    }

    [Fact]
    public async Task A_video_in_a_language_that_no_engine_serves_says_so_and_is_read()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("a", SampleVideos.Mp4(), "habari", language: "sw");
        var status = await pipeline.WaitUntilReadyAsync("a");
        Assert.Contains("no recogniser of this system serves the language sw", status.Reason, StringComparison.Ordinal);
        Assert.True(status.Seconds > 0);
        Assert.Equal(["a"], await pipeline.FindAsync("habari"));
    }

    [Fact]
    public async Task A_missing_library_is_an_error_that_names_its_package_and_the_rest_is_read()
    {
        await using var pipeline = await TestPipeline.StartAsync(configure: silo => silo.Services.AddSingleton(SphinxModel.EnglishUs with { Acoustic = "/nowhere" }));
        await pipeline.UploadAsync("a", SampleVideos.Mp4(), language: "en");
        var status = await pipeline.WaitUntilReadyAsync("a");
        Assert.Contains("apt-get install", status.Reason, StringComparison.Ordinal);
        Assert.Contains("pocketsphinx-en-us", status.Reason, StringComparison.Ordinal);
        Assert.NotNull(await pipeline.Grains.GetGrain<Video.Embeddings.IEmbeddingGrain>("starter/a").GetVideoAsync(status.Revision!));
    }

    [Fact]
    public async Task A_tone_is_no_speech_and_stores_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("a", SampleVideos.Numbered(0));
        var status = await pipeline.WaitUntilReadyAsync("a");
        Assert.Null(await TranscriptOf(pipeline, "a", status));
        Assert.Empty(await pipeline.ListObjectsAsync("transcripts/"));
    }

    [Fact]
    public async Task What_people_correct_holds_through_a_kill_until_it_is_taken_back_or_the_video_is_erased()
    {
        RequireSphinx();
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.UploadAsync("a", SpokenVideos.AcrossBorders(), language: "en");
        var status = await pipeline.WaitUntilReadyAsync("a");
        var before = (await TranscriptOf(pipeline, "a", status))!;
        var wrong = before.Sentences[0];
        Assert.True(await CorrectAsync(pipeline, status, [wrong with { Text = "he was not an ill disposed young man" }]));
        Assert.Equal(["a"], await pipeline.FindAsync("\"ill disposed\"", SearchScope.Moment));
        Assert.Empty(await pipeline.FindAsync("\"illness those\""));
        await pipeline.KillAndRestartAsync();
        Assert.Equal(["a"], await pipeline.FindAsync("\"ill disposed\"", SearchScope.Moment));

        // What was heard is still there, beneath: it comes back when the correction goes.
        var corrected = (await TranscriptOf(pipeline, "a", status))!;
        Assert.Equal(["he was not an ill disposed young man", .. before.Sentences.Skip(1).Select(sentence => sentence.Text)], corrected.Sentences.Select(sentence => sentence.Text));
        Assert.True(await CorrectAsync(pipeline, status, []));
        Assert.Equal(before.Sentences, (await TranscriptOf(pipeline, "a", status))!.Sentences);

        Assert.True(await CorrectAsync(pipeline, status, [wrong with { Text = "corrected again" }]));
        await pipeline.DeleteAsync("a", 5);
        Assert.Empty(await pipeline.ListObjectsAsync("transcripts/"));
        Assert.Empty(await pipeline.ListObjectsAsync("corrections/"));
        Assert.Empty(await pipeline.FindAsync("corrected"));
        Assert.False(await CorrectAsync(pipeline, status, [wrong]));
    }

    private static Task<bool> CorrectAsync(TestPipeline pipeline, VideoStatus status, params IReadOnlyList<Sentence> sentences) =>
        pipeline.Grains.GetGrain<ITranscriptGrain>("starter/a").CorrectAsync(status.Revision!, sentences);

    private static Task<Transcript?> TranscriptOf(TestPipeline pipeline, string id, VideoStatus status) =>
        pipeline.Grains.GetGrain<ITranscriptGrain>($"starter/{id}").GetAsync(status.Revision!).WaitAsync(Cancellation);

    private static void RequireSphinx()
    {
        if (SphinxModel.EnglishUs.Problem() is { } problem) Assert.Skip(problem);
    }
}
