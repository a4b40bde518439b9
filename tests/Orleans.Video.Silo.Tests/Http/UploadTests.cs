using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Orleans.Video.Http;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Silo.Tests.Http;

public sealed class UploadTests(SharedSilo silo)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reference_is_accepted_with_its_location_and_becomes_ready()
    {
        var http = await silo.HttpAsync();
        var id = silo.NewId("reference");
        using var reply = await http.PostAsJsonAsync("/v1/videos", new { id, uri = SampleVideos.Mp4(), title = "Moving bars", language = "en" }, Cancelled);
        Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
        Assert.Equal($"/v1/videos/{id}", reply.Headers.Location?.ToString());
        var status = await reply.Content.ReadFromJsonAsync<VideoStatus>(VideoJson.Lenient, Cancelled);
        Assert.Equal((id, "Moving bars", 1L), (status!.Id, status.Title, status.Sequence));
        Assert.Equal(VideoState.Ready, (await (await silo.ClientAsync()).WaitUntilSettledAsync(id, Cancelled)).State);
    }

    [Fact]
    public async Task Without_an_id_the_server_makes_one_that_sorts_by_time()
    {
        var client = await silo.ClientAsync();
        var first = await client.SubmitAsync(new UploadRequest { Uri = SampleVideos.Mp4() }, Cancelled);
        var second = await client.SubmitAsync(new UploadRequest { Uri = SampleVideos.Mp4() }, Cancelled);
        Assert.True(VideoId.TryValidate(first.Id, out _));
        Assert.True(string.CompareOrdinal(first.Id, second.Id) < 0);
    }

    [Fact]
    public async Task The_same_event_twice_answers_ok_and_an_older_one_names_both_sequences()
    {
        var http = await silo.HttpAsync();
        var id = silo.NewId("sequence");
        var first = new { id, uri = SampleVideos.Mp4(), title = "New", sequence = 7, eventId = "e7" };
        using var accepted = await http.PostAsJsonAsync("/v1/videos", first, Cancelled);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        using var again = await http.PostAsJsonAsync("/v1/videos", first, Cancelled);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        using var older = await http.PostAsJsonAsync("/v1/videos", new { id, uri = SampleVideos.Mp4(), title = "Old", sequence = 3 }, Cancelled);
        var problem = await SharedSilo.ProblemAsync(older, HttpStatusCode.Conflict);
        Assert.Equal((ProblemTypes.StaleEvent, 3L, 7L), (problem.Type, problem.Sequence, problem.LastSequence));
        Assert.Equal("New", (await (await silo.ClientAsync()).GetAsync(id, Cancelled))?.Title);
    }

    [Fact]
    public async Task Writers_without_sequences_all_get_through_and_one_of_them_is_last()
    {
        var client = await silo.ClientAsync();
        var id = silo.NewId("race");
        await client.SubmitAsync(new UploadRequest { Id = id, Uri = SampleVideos.Mp4() }, Cancelled);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => client.UpdateAsync(id, new UpdateRequest { Title = $"Title {n}" }, Cancelled)));
        var status = await client.GetAsync(id, Cancelled);
        Assert.StartsWith("Title ", status?.Title, StringComparison.Ordinal);
        // Events of one sequence are ordered by their ids, so that fewer numbers than writers may do.
        Assert.InRange(status!.Sequence, 2, 64);
    }

    [Fact]
    public async Task A_learning_label_is_taken_told_and_changed()
    {
        var client = await silo.ClientAsync();
        var id = silo.NewId("learn");
        await client.SubmitAsync(new UploadRequest { Id = id, Uri = SampleVideos.Mp4(), Learn = LearningLabel.Forbid }, Cancelled);
        Assert.Equal(LearningLabel.Forbid, (await client.GetAsync(id, Cancelled))?.Learn);
        await client.UpdateAsync(id, new UpdateRequest { Learn = LearningLabel.Allow }, Cancelled);
        Assert.Equal(LearningLabel.Allow, (await client.GetAsync(id, Cancelled))?.Learn);
    }

    [Theory]
    [InlineData("""{"id":"a/b","uri":"/x"}""", 400, "id")]
    [InlineData("""{"id":"..","uri":"/x"}""", 400, "id")]
    [InlineData("""{"id":"","uri":"/x"}""", 400, "id")]
    [InlineData("""{"id":"a\u0001","uri":"/x"}""", 400, "id")]
    [InlineData("""{"id":"a","uri":"/x","audience":"everyone"}""", 400, "audience")]
    [InlineData("""{"id":"a","uri":"/x","learn":"perhaps"}""", 400, "learn")]
    [InlineData("""{"id":"a","uri":"/x","language":"not a tag"}""", 400, "language")]
    [InlineData("""{"id":"a","uri":"/x","sequence":0}""", 400, "sequence")]
    [InlineData("""{"id":"a","uri":"/x","sequence":"7"}""", 400, "sequence")]
    [InlineData("""{"id":"a","uri":"/x","sequence":1.5}""", 400, "sequence")]
    [InlineData("""{"id":"a","uri":"/x","sequence":99999999999999999999}""", 400, "sequence")]
    [InlineData("""{"id":"a","uri":"/x","eventId":""}""", 400, "eventId")]
    [InlineData("""{"id":"a","uri":"/x","titel":"misspelt"}""", 400, "titel")]
    [InlineData("""{"id":"a","uri":"/x","Title":"wrong case"}""", 400, "Title")]
    [InlineData("""{"id":"a","uri":"/x","title":["list"]}""", 400, "title")]
    [InlineData("""{"id":"a","uri":"/x","title":"\ud800"}""", 400, "title")]
    [InlineData("""{"id":"a","uri":"/x","title":"t\u0000"}""", 400, "title")]
    [InlineData("""{"id":"a","id":"b","uri":"/x"}""", 400, "id")]
    [InlineData("""[]""", 400, null)]
    [InlineData("""null""", 400, null)]
    [InlineData("""{"id":""", 400, null)]
    [InlineData("", 400, null)]
    [InlineData("""{"id":"a"}""", 422, "uri")]
    [InlineData("""{"id":"a","uri":"http://example.org/v.mp4"}""", 422, "uri")]
    [InlineData("""{"id":"a","uri":"relative.mp4"}""", 422, "uri")]
    [InlineData("""{"id":"a","uri":"ftp://example.org/v.mp4"}""", 422, "uri")]
    [InlineData("""{"id":"a","uri":"concat:/a|/b"}""", 422, "uri")]
    [InlineData("""{"id":"a","uri":"blob:state/video/other.json"}""", 422, "uri")]
    [InlineData("""{"id":"a","uri":"blob:media/other/secret"}""", 422, "uri")]
    public async Task A_body_that_is_not_legal_is_refused_by_the_member_that_is_wrong(string body, int status, string? field)
    {
        var http = await silo.HttpAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var reply = await http.PostAsync("/v1/videos", content, Cancelled);
        var problem = await SharedSilo.ProblemAsync(reply, (HttpStatusCode)status);
        Assert.Equal(field, problem.Field);
        Assert.False(string.IsNullOrEmpty(problem.Detail));
        Assert.DoesNotContain("Orleans.Video", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("title", RequestLimits.Title)]
    [InlineData("caption", RequestLimits.Caption)]
    [InlineData("description", RequestLimits.Description)]
    [InlineData("eventId", RequestLimits.EventId)]
    public async Task A_text_may_be_as_long_as_its_limit_and_no_longer(string member, int limit)
    {
        var http = await silo.HttpAsync();
        // The longest form in JSON: six bytes a character.
        using var most = await PostTextAsync(http, member, new string('\u00e9', limit));
        Assert.Equal(HttpStatusCode.Accepted, most.StatusCode);
        using var more = await PostTextAsync(http, member, new string('\u00e9', limit + 1));
        Assert.Equal(member, (await SharedSilo.ProblemAsync(more, HttpStatusCode.BadRequest)).Field);
    }

    [Fact]
    public async Task A_json_body_over_the_limit_is_refused_with_and_without_a_declared_length()
    {
        var http = await silo.HttpAsync();
        var body = Encoding.UTF8.GetBytes($$"""{"description":"{{new string('x', RequestLimits.JsonBytes)}}"}""");
        foreach (var chunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/videos") { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.TransferEncodingChunked = chunked;
            using var reply = await http.SendAsync(request, Cancelled);
            Assert.Equal(ProblemTypes.TooLarge, (await SharedSilo.ProblemAsync(reply, HttpStatusCode.RequestEntityTooLarge)).Type);
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task Another_content_type_is_refused(string? type)
    {
        var http = await silo.HttpAsync();
        using var content = new ByteArrayContent("{}"u8.ToArray());
        if (type is not null) content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var reply = await http.PostAsync("/v1/videos", content, Cancelled);
        await SharedSilo.ProblemAsync(reply, HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_file_outside_the_media_roots_fails_with_a_reason()
    {
        var client = await silo.ClientAsync();
        var id = silo.NewId("outside");
        await client.SubmitAsync(new UploadRequest { Id = id, Uri = "/etc/passwd" }, Cancelled);
        var status = await client.WaitUntilSettledAsync(id, Cancelled);
        Assert.Equal(VideoState.Failed, status.State);
        Assert.Contains("/etc/passwd", status.Reason, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> PostTextAsync(HttpClient http, string member, string text)
    {
        var members = new Dictionary<string, object> { ["id"] = silo.NewId("long"), ["uri"] = SampleVideos.Mp4(), [member] = text };
        return http.PostAsync("/v1/videos", new StringContent(JsonSerializer.Serialize(members), Encoding.UTF8, "application/json"), Cancelled);
    }
}
