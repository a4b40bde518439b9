using System.Net;
using System.Text;
using Orleans.Video.Http;
using Orleans.Video.Inference.Speech.PocketSphinx;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Http;

public sealed class TranscriptTests(SharedSilo shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transcript_is_read_as_json_vtt_and_srt_and_corrected()
    {
        if (SphinxModel.EnglishUs.Problem() is { } problem) Assert.Skip(problem);
        var client = await shared.ClientAsync();
        var video = await shared.IngestAsync("spoken", new UploadRequest { Language = "en" }, SpokenVideos.Make("spoken-12.mkv", 12, ("sense_and_sensibility_01_austen_64kb-0880.wav", 2)), Cancellation);
        var transcript = (await client.GetTranscriptAsync(video.Id, Cancellation))!;
        Assert.Equal("pocketsphinx:en-us", transcript.Engine);
        Assert.StartsWith("WEBVTT\n\n00:00:0", await client.GetCaptionsAsync(video.Id, "vtt", Cancellation), StringComparison.Ordinal);
        Assert.StartsWith("1\n00:00:0", await client.GetCaptionsAsync(video.Id, "srt", Cancellation), StringComparison.Ordinal);
        var corrected = await client.CorrectTranscriptAsync(video.Id, [transcript.Sentences[0] with { Text = "he was not an ill disposed young man" }], Cancellation);
        Assert.Contains("disposed", corrected!.Sentences[0].Text, StringComparison.Ordinal);
        Assert.Equal(corrected.Sentences, (await client.GetTranscriptAsync(video.Id, Cancellation))!.Sentences);
    }

    [Theory]
    [InlineData("""{"sentences":[{"text":"a","start":2,"end":1}]}""", "sentence 1")]
    [InlineData("""{"sentences":[{"text":"a","start":0,"end":2},{"text":"b","start":1,"end":3}]}""", "sentence 2")]
    [InlineData("""{"sentences":[{"text":"","start":0,"end":2}]}""", "sentence 1")]
    [InlineData("""{"sentences":[{"text":"a\u0000b","start":0,"end":2}]}""", "sentence 1")]
    [InlineData("""{"sentences":[null]}""", "")]
    [InlineData("""{"sentences":null}""", "")]
    [InlineData("""{"sentences":[{"text":"a","start":-1,"end":2}]}""", "sentence 1")]
    [InlineData("""{"sentences":[{"text":"a","start":0,"end":1e300}]}""", "sentence 1")]
    [InlineData("""{"sentences":[{"text":"a","start":0,"end":1,"more":2}]}""", "")]
    [InlineData("""{"words":[]}""", "words")]
    [InlineData("""[]""", "")]
    public async Task A_correction_that_is_none_is_refused(string body, string names)
    {
        var video = await shared.IngestAsync("uncorrected", cancellationToken: Cancellation);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var reply = await (await shared.HttpAsync()).PutAsync($"/v1/videos/{video.Id}/transcript", content, Cancellation);
        var problem = await SharedSilo.ProblemAsync(reply, HttpStatusCode.BadRequest);
        Assert.Contains(names, problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_format_that_is_none_and_a_video_that_is_none_are_refused()
    {
        var http = await shared.HttpAsync();
        var video = await shared.IngestAsync("formats", cancellationToken: Cancellation);
        using var wrong = await http.GetAsync($"/v1/videos/{video.Id}/transcript?format=ass", Cancellation);
        Assert.Equal("format", (await SharedSilo.ProblemAsync(wrong, HttpStatusCode.BadRequest)).Field);
        using var silent = await http.GetAsync($"/v1/videos/{video.Id}/transcript?format=vtt", Cancellation);
        Assert.Equal(ProblemTypes.NothingHeard, (await SharedSilo.ProblemAsync(silent, HttpStatusCode.NotFound)).Type);
        using var content = new StringContent("""{"sentences":[]}""", Encoding.UTF8, "application/json");
        using var none = await http.PutAsync("/v1/videos/no-such-video/transcript", content, Cancellation);
        Assert.Equal(ProblemTypes.UnknownVideo, (await SharedSilo.ProblemAsync(none, HttpStatusCode.NotFound)).Type);
    }
}
