using System.Net;
using Orleans.Video.Client;
using Orleans.Video.Embeddings;
using Orleans.Video.Http;
using Orleans.Video.Search;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Http;

public sealed class AnswerTests(SharedSilo silo)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_seconds_of_a_video_come_segment_by_segment_and_average_to_its_vectors()
    {
        var status = await silo.IngestAsync("seconds", path: SampleVideos.Mp4(11), cancellationToken: Cancelled);
        var client = await silo.ClientAsync();
        var video = (await client.GetEmbeddingAsync(status.Id, cancellationToken: Cancelled))!;
        var segments = await SecondsAsync(client, status.Id);
        Assert.Equal([(0, 0, 8), (1, 8, 3)], segments.Select(segment => (segment.Segment, segment.StartSecond, segment.Seconds)));
        Assert.Equal((11, 2, status.Revision), (video.Seconds, video.Segments, video.Revision));

        var sum = new double[video.Visual!.Length];
        foreach (var segment in segments)
            for (var i = 0; i < segment.Visual.Length; i++) sum[i % sum.Length] += segment.Visual[i];
        var norm = Math.Sqrt(sum.Sum(value => value * value));
        Assert.All(sum.Zip(video.Visual), pair => Assert.Equal(pair.First / norm, pair.Second, 1e-4));
    }

    [Fact]
    public async Task A_modality_is_given_alone_and_one_that_is_not_there_is_a_problem_of_its_own()
    {
        var silent = await silo.IngestAsync("silent", path: Silent(), cancellationToken: Cancelled);
        var client = await silo.ClientAsync();
        var visual = (await client.GetEmbeddingAsync(silent.Id, "visual", Cancelled))!;
        Assert.NotNull(visual.Visual);
        Assert.Null(visual.Fused);
        Assert.Null(await client.GetEmbeddingAsync(silent.Id, "audio", Cancelled));
        Assert.All(await SecondsAsync(client, silent.Id, "visual"), segment => Assert.Empty(segment.Fused));
        var none = await Assert.ThrowsAsync<VideoApiException>(async () => await client.GetEmbeddingAsync("not-there", "audio", Cancelled));
        Assert.Equal(ProblemTypes.UnknownVideo, none.Problem.Type);
    }

    [Fact]
    public async Task Without_words_the_transcript_says_why_there_is_none()
    {
        var http = await silo.HttpAsync();
        var silent = await silo.IngestAsync("mute", path: Silent(), cancellationToken: Cancelled);
        using var mute = await http.GetAsync($"/v1/videos/{silent.Id}/transcript", Cancelled);
        Assert.Equal(ProblemTypes.NothingHeard, (await SharedSilo.ProblemAsync(mute, HttpStatusCode.NotFound)).Type);
        var sound = await silo.IngestAsync("tone", new UploadRequest { Language = "sw" }, cancellationToken: Cancelled);
        using var tone = await http.GetAsync($"/v1/videos/{sound.Id}/transcript", Cancelled);
        Assert.Equal(ProblemTypes.NoRecogniser, (await SharedSilo.ProblemAsync(tone, HttpStatusCode.NotFound)).Type);
        Assert.Null(await (await silo.ClientAsync()).GetTranscriptAsync(sound.Id, Cancelled));
    }

    [Fact]
    public async Task A_copy_is_the_most_similar_video_by_look_and_by_sound()
    {
        var one = await silo.IngestAsync("original", path: Twin("a"), cancellationToken: Cancelled);
        var two = await silo.IngestAsync("copy", path: Twin("b"), cancellationToken: Cancelled);
        var client = await silo.ClientAsync();
        foreach (var by in new[] { "visual", "audio", "both" })
        {
            var reply = await client.SimilarAsync(one.Id, by, 3, Cancelled);
            Assert.Equal(two.Id, reply.Results[0].VideoId);
            Assert.DoesNotContain(reply.Results, result => result.VideoId == one.Id);
            Assert.True(reply.Results.Count <= 3);
            Assert.All(reply.Results[0].Evidence, evidence => Assert.True(by == "both" || evidence.Modality == by));
        }
    }

    [Fact]
    public async Task A_search_says_which_words_it_found_where()
    {
        var word = $"zeppelin{Guid.NewGuid():N}"[..16];
        var status = await silo.IngestAsync("search", new UploadRequest { Title = $"The {word} lands", Caption = "quiet", Language = "en" }, cancellationToken: Cancelled);
        var client = await silo.ClientAsync();
        foreach (var words in new[] { word, $"\"{word} lands\"", $"{word[..12]}*" })
        {
            var result = Assert.Single((await client.SearchAsync(words, k: 5, cancellationToken: Cancelled)).Results);
            Assert.Equal(status.Id, result.VideoId);
            Assert.Equal(("words", "title"), (result.Evidence[0].Modality, result.Evidence[0].Field));
        }

        var moments = await client.SearchAsync(word, SearchScope.Moment, cancellationToken: Cancelled);
        Assert.False(moments.Trained);
        Assert.NotNull(moments.Note);
        var refused = await Assert.ThrowsAsync<VideoApiException>(() => client.SearchAsync(new string('x', 1001), cancellationToken: Cancelled));
        Assert.Equal((HttpStatusCode.BadRequest, "q"), (refused.Status, refused.Problem.Field));
    }

    [Fact]
    public async Task A_search_of_a_thousand_foreign_characters_fits_into_a_request()
    {
        var reply = await (await silo.ClientAsync()).SearchAsync(new string('語', 1000), cancellationToken: Cancelled);
        Assert.Empty(reply.Results);
    }

    private static string Silent() => SampleVideos.Make("silent-3.mp4", [.. SampleVideos.Pattern(3), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]);

    private static string Twin(string name) => SampleVideos.Make(
        $"twin-{name}.mp4",
        ["-f", "lavfi", "-i", "mandelbrot=s=128x96:r=10", "-f", "lavfi", "-i", "aevalsrc=0.4*sin(2*PI*t*(300+200*t)):s=44100", "-t", "4", "-c:v", "libx264", "-preset", "ultrafast", "-crf", name == "a" ? "20" : "26", "-pix_fmt", "yuv420p", "-c:a", "aac"]);

    private static async Task<List<SegmentEmbedding>> SecondsAsync(VideoClient client, string id, string? modality = null)
    {
        var segments = new List<SegmentEmbedding>();
        await foreach (var segment in client.GetSecondsAsync(id, modality, Cancelled)) segments.Add(segment);
        return segments;
    }
}
