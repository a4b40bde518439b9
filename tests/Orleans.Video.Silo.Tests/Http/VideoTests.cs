using System.Net;
using System.Net.Http.Json;
using Orleans.Video.Client;
using Orleans.Video.Http;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Silo.Tests.Http;

public sealed class VideoTests(SharedSilo silo)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("GET", "/events")]
    [InlineData("GET", "/transcript")]
    [InlineData("GET", "/embedding")]
    [InlineData("GET", "/similar")]
    public async Task A_video_that_is_not_there_is_named_in_the_problem(string method, string rest)
    {
        var http = await silo.HttpAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/v1/videos/nobody-knows-me{rest}");
        using var reply = await http.SendAsync(request, Cancelled);
        var problem = await SharedSilo.ProblemAsync(reply, HttpStatusCode.NotFound);
        Assert.Equal(ProblemTypes.UnknownVideo, problem.Type);
        Assert.Contains("nobody-knows-me", problem.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string> HostileIds => ["..%2F..%2Fetc", "%2Fetc%2Fpasswd", ".hidden", "a%01b", "a%20b", "caf%C3%A9", new string('x', 129), new string('x', 10_000)];

    [Theory]
    [MemberData(nameof(HostileIds))]
    public async Task A_hostile_id_is_refused_without_being_repeated(string id)
    {
        var http = await silo.HttpAsync();
        foreach (var rest in new[] { "", "/events", "/transcript", "/embedding", "/similar" })
        {
            using var reply = await http.GetAsync($"/v1/videos/{id}{rest}", Cancelled);
            var problem = await SharedSilo.ProblemAsync(reply, HttpStatusCode.BadRequest);
            Assert.Equal("id", problem.Field);
            Assert.DoesNotContain(id, problem.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_update_changes_what_it_names_and_nothing_else()
    {
        var client = await silo.ClientAsync();
        var id = silo.NewId("update");
        await client.SubmitAsync(new UploadRequest { Id = id, Uri = SampleVideos.Mp4(), Title = "Before", Caption = "Stays" }, Cancelled);
        var updated = await client.UpdateAsync(id, new UpdateRequest { Title = "After", Description = "New" }, Cancelled);
        Assert.Equal(("After", "Stays", "New"), (updated.Title, updated.Caption, updated.Description));
        var missing = await Assert.ThrowsAsync<VideoApiException>(() => client.UpdateAsync("not-there", new UpdateRequest { Title = "x" }, Cancelled));
        Assert.Equal(ProblemTypes.UnknownVideo, missing.Problem.Type);
        var empty = await Assert.ThrowsAsync<VideoApiException>(() => client.UpdateAsync(id, new UpdateRequest(), Cancelled));
        Assert.Equal(HttpStatusCode.BadRequest, empty.Status);
        using var http = await (await silo.HttpAsync()).PatchAsJsonAsync($"/v1/videos/{id}", new { uri = "/x" }, Cancelled);
        Assert.Equal("uri", (await SharedSilo.ProblemAsync(http, HttpStatusCode.BadRequest)).Field);
    }

    [Fact]
    public async Task A_private_video_is_rejected_and_public_again_it_is_read()
    {
        var client = await silo.ClientAsync();
        var id = silo.NewId("private");
        await client.SubmitAsync(new UploadRequest { Id = id, Uri = SampleVideos.Mp4(), Audience = "private" }, Cancelled);
        Assert.Equal(VideoState.Rejected, (await client.WaitUntilSettledAsync(id, Cancelled)).State);
        await client.UpdateAsync(id, new UpdateRequest { Audience = "public" }, Cancelled);
        Assert.Equal(VideoState.Ready, (await client.WaitUntilSettledAsync(id, Cancelled)).State);
    }

    [Fact]
    public async Task A_deleted_video_is_gone_everywhere_and_may_be_uploaded_anew()
    {
        var word = $"ephemeral{Guid.NewGuid():N}";
        var ready = await silo.IngestAsync("delete", new UploadRequest { Title = $"A {word} thing", Sequence = 40 }, cancellationToken: Cancelled);
        var client = await silo.ClientAsync();
        Assert.Equal(ready.Id, Assert.Single((await client.SearchAsync(word, cancellationToken: Cancelled)).Results).VideoId);
        var stale = await Assert.ThrowsAsync<VideoApiException>(() => client.DeleteAsync(ready.Id, 3, Cancelled));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);

        Assert.True(await client.DeleteAsync(ready.Id, cancellationToken: Cancelled));
        Assert.Null(await client.GetAsync(ready.Id, Cancelled));
        Assert.False(await client.DeleteAsync(ready.Id, cancellationToken: Cancelled));
        Assert.Empty((await client.SearchAsync(word, cancellationToken: Cancelled)).Results);
        Assert.DoesNotContain(ready.Id, await IdsAsync(client));

        var again = await client.SubmitAsync(new UploadRequest { Id = ready.Id, Uri = SampleVideos.Mp4() }, Cancelled);
        Assert.True(again.Sequence > 41);
        Assert.Equal(VideoState.Ready, (await client.WaitUntilSettledAsync(ready.Id, Cancelled)).State);
    }

    [Fact]
    public async Task Pages_of_any_size_show_every_video_once_in_order_of_id()
    {
        var client = await silo.ClientAsync();
        var prefix = silo.NewId("list");
        var wanted = Enumerable.Range(0, 23).Select(n => $"{prefix}-{n:00}").ToArray();
        foreach (var id in wanted.Reverse()) await client.SubmitAsync(new UploadRequest { Id = id, Uri = "/absent.mp4", Title = $"Title of {id}" }, Cancelled);
        var http = await silo.HttpAsync();
        foreach (var take in new[] { 1, 5, 22, 1000 })
        {
            var listed = new List<VideoListItem>();
            for (var after = prefix; after is not null;)
            {
                var page = (await http.GetFromJsonAsync<VideoPage>($"/v1/videos?after={after}&take={take}", VideoJson.Lenient, Cancelled))!;
                Assert.True(page.Videos.Count <= take);
                listed.AddRange(page.Videos);
                after = page.Videos.Count > 0 && page.Videos[^1].Id.StartsWith(prefix, StringComparison.Ordinal) ? page.Next : null;
            }

            var mine = listed.Where(video => video.Id.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
            Assert.Equal(wanted, mine.Select(video => video.Id));
            Assert.All(mine, video => Assert.Equal($"Title of {video.Id}", video.Title));
        }

        foreach (var id in wanted) await client.WaitUntilSettledAsync(id, Cancelled);
        // The listing follows the video's own state.
        while (wanted.Except(await IdsAsync(client, VideoState.Failed)).Any()) await Task.Yield();
        Assert.Empty((await IdsAsync(client, VideoState.Ready)).Intersect(wanted));
    }

    [Theory]
    [InlineData("/v1/videos?take=0", "take")]
    [InlineData("/v1/videos?take=1001", "take")]
    [InlineData("/v1/videos?take=many", "take")]
    [InlineData("/v1/videos?state=Sleeping", "state")]
    [InlineData("/v1/videos?state=3", "state")]
    [InlineData("/v1/videos?after=..", "after")]
    [InlineData("/v1/videos?skip=3", "skip")]
    [InlineData("/v1/videos?take=3&take=4", "take")]
    [InlineData("/v1/search", "q")]
    [InlineData("/v1/search?q=%20", "q")]
    [InlineData("/v1/search?q=x&k=0", "k")]
    [InlineData("/v1/search?q=x&k=1001", "k")]
    [InlineData("/v1/search?q=x&in=book", "in")]
    [InlineData("/v1/search?q=x&modality=smell", "modality")]
    [InlineData("/v1/search?q=x&modalty=words", "modalty")]
    [InlineData("/v1/videos/x/similar?by=smell", "by")]
    [InlineData("/v1/videos/x/similar?k=-1", "k")]
    [InlineData("/v1/videos/x/embedding?modality=words", "modality")]
    [InlineData("/v1/videos/x/embedding?seconds=perhaps", "seconds")]
    [InlineData("/v1/videos/x/events?follow=1", "follow")]
    public async Task A_parameter_that_is_not_legal_is_named(string path, string field)
    {
        var http = await silo.HttpAsync();
        using var reply = await http.GetAsync(path, Cancelled);
        Assert.Equal(field, (await SharedSilo.ProblemAsync(reply, HttpStatusCode.BadRequest)).Field);
    }

    [Fact]
    public async Task A_path_that_leads_nowhere_and_a_method_that_does_nothing_are_problems_too()
    {
        var http = await silo.HttpAsync();
        using var nowhere = await http.GetAsync("/v2/videos", Cancelled);
        await SharedSilo.ProblemAsync(nowhere, HttpStatusCode.NotFound);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/videos/x");
        using var nothing = await http.SendAsync(request, Cancelled);
        await SharedSilo.ProblemAsync(nothing, HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["DELETE", "GET", "PATCH"], nothing.Content.Headers.Allow.Order());
    }

    private static async Task<List<string>> IdsAsync(VideoClient client, VideoState? state = null)
    {
        var ids = new List<string>();
        await foreach (var video in client.ListAsync(state, Cancelled)) ids.Add(video.Id);
        return ids;
    }
}
