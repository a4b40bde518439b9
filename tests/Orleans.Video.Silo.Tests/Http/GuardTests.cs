using System.Net;
using System.Net.Http.Json;
using Orleans.Video.Client;
using Orleans.Video.Http;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Http;

public sealed class GuardTests(SharedSilo silo)
{
    private const string Key = "0123456789abcdef-key";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:80")]
    [InlineData("192.0.2.7")]
    [InlineData("localhost.evil.example")]
    public async Task A_name_that_is_not_the_servers_is_refused(string host)
    {
        var http = await silo.HttpAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/videos") { Headers = { Host = host } };
        using var reply = await http.SendAsync(request, Cancelled);
        Assert.Equal(ProblemTypes.Forbidden, (await SharedSilo.ProblemAsync(reply, HttpStatusCode.Forbidden)).Type);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8:1234")]
    [InlineData("[::1]")]
    public async Task Loopback_by_any_name_is_the_server(string host)
    {
        var http = await silo.HttpAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz") { Headers = { Host = host } };
        using var reply = await http.SendAsync(request, Cancelled);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_page_of_another_site_can_change_nothing(string header, string value)
    {
        var http = await silo.HttpAsync();
        var id = silo.NewId("cross");
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Patch, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(method, method == HttpMethod.Post ? "/v1/videos" : $"/v1/videos/{id}") { Content = JsonContent.Create(new { id, uri = "/x", title = "t" }) };
            request.Headers.Add(header, value);
            using var reply = await http.SendAsync(request, Cancelled);
            await SharedSilo.ProblemAsync(reply, HttpStatusCode.Forbidden);
        }

        Assert.Null(await (await silo.ClientAsync()).GetAsync(id, Cancelled));
        using var read = await http.GetAsync("/v1/videos", Cancelled);
        Assert.False(read.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task The_servers_own_page_may_write()
    {
        var http = await silo.HttpAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/videos") { Content = JsonContent.Create(new { id = silo.NewId("own"), uri = "/x" }) };
        request.Headers.Add("Origin", http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var reply = await http.SendAsync(request, Cancelled);
        Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
    }

    [Fact]
    public async Task With_keys_what_comes_from_elsewhere_needs_one_and_a_wrong_one_never_passes()
    {
        using var data = new TemporaryFolder();
        await using var keyed = await VideoSilo.StartAsync(
            SharedSilo.OptionsFor(data.Path) with { Urls = ["http://0.0.0.0:0"], ApiKeys = ["another-key-of-enough-letters", Key], AllowedHosts = ["video.example"] },
            cancellationToken: Cancelled);
        Assert.Equal("127.0.0.1", keyed.Address.Host);
        using var http = new HttpClient { BaseAddress = keyed.Address };

        Assert.Equal(HttpStatusCode.OK, await AskAsync(http, "/v1/videos"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(http, "/v1/videos", host: "video.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(http, "/v1/videos", host: "evil.example"));
        foreach (var path in new[] { "/v1/videos", "/v1/search?q=x", "/metrics", "/openapi/v1.json", "/nowhere" })
        {
            // What a proxy on this machine forwards comes from elsewhere.
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(http, path, forwarded: true));
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(http, path, authorization: "Bearer not-the-key-at-all"));
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(http, path, authorization: $"Bearer {Key}x", forwarded: true));
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(http, path, authorization: $"Basic {Key}", forwarded: true));
            Assert.NotEqual(HttpStatusCode.Unauthorized, await AskAsync(http, path, authorization: $"Bearer {Key}", forwarded: true));
        }

        Assert.Equal(HttpStatusCode.OK, await AskAsync(http, "/healthz", forwarded: true));
        Assert.NotEqual(HttpStatusCode.Unauthorized, await AskAsync(http, "/readyz", forwarded: true));
        using var client = new VideoClient(keyed.Address, Key);
        Assert.Null(await client.GetAsync("absent", Cancelled));
        using var wrong = new VideoClient(keyed.Address, Key + "x");
        Assert.Equal(HttpStatusCode.Unauthorized, (await Assert.ThrowsAsync<VideoApiException>(() => wrong.GetAsync("absent", Cancelled))).Status);
    }

    [Fact]
    public async Task Without_a_server_the_client_says_so()
    {
        using var client = new VideoClient(new Uri("http://127.0.0.1:1/"));
        var none = await Assert.ThrowsAsync<VideoApiException>(() => client.GetAsync("x", Cancelled));
        Assert.Null(none.Status);
        Assert.Contains("http://127.0.0.1:1/", none.Message, StringComparison.Ordinal);
        Assert.False(await client.IsReadyAsync(Cancelled));
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient http, string path, string? authorization = null, bool forwarded = false, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (authorization is not null) request.Headers.Add("Authorization", authorization);
        if (forwarded) request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        if (host is not null) request.Headers.Host = host;
        using var reply = await http.SendAsync(request, Cancelled);
        if (reply.StatusCode == HttpStatusCode.Unauthorized) Assert.Equal("Bearer", reply.Headers.WwwAuthenticate.ToString());
        return reply.StatusCode;
    }
}
