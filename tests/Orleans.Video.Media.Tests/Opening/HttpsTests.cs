using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;
using Orleans.Video.Testing;

namespace Orleans.Video.Media.Tests.Opening;

public sealed class HttpsTests
{
    [Fact]
    public async Task A_download_reads_like_the_file_and_leaves_no_name()
    {
        var bytes = File.ReadAllBytes(SampleVideos.Mp4());
        await using var server = await HttpsServer.StartAsync(context => context.Response.Body.WriteAsync(bytes).AsTask());
        await using var fixture = Fixture(server);
        var file = await fixture.ReadAsync(SampleVideos.Mp4());
        var downloaded = await fixture.ReadAsync(server.Url + "/v?signature=secret");
        Assert.Equal(file.Select(segment => segment.Digest), downloaded.Select(segment => segment.Digest));
        await using var media = await fixture.OpenAsync(server.Url + "/v?signature=secret");
        Assert.Equal("sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), media.Identity);
        Assert.DoesNotContain("secret", media.Name, StringComparison.Ordinal);
        fixture.AssertNothingLeft();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("0.0.0.0")]
    [InlineData("2130706433")]
    public async Task Private_addresses_are_refused_before_anything_is_sent(string host)
    {
        await using var server = await HttpsServer.StartAsync(_ => Task.CompletedTask);
        await using var fixture = new MediaFixture(http: server.Trust);
        var failure = await fixture.FailureAsync($"https://{host}:{server.Port}/v.mp4");
        Assert.Equal(MediaFailure.ForbiddenAddress, failure.Kind);
        Assert.False(failure.IsTransient);
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task Redirects_stay_with_https_and_end()
    {
        await using var server = await HttpsServer.StartAsync(context =>
        {
            var target = context.Request.Path.Value switch
            {
                "/file" => "file:///etc/passwd",
                "/http" => "http://127.0.0.1/",
                "/login" => "https://user:secret@127.0.0.1/",
                "/loop" => "/loop",
                "/good" => "other/../video",
                _ => null,
            };
            if (target is null) return context.Response.SendFileAsync(SampleVideos.Mp4());
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = target;
            return Task.CompletedTask;
        });
        await using var fixture = Fixture(server);
        Assert.Equal(MediaFailure.ForbiddenAddress, (await fixture.FailureAsync(server.Url + "/file")).Kind);
        Assert.Equal(MediaFailure.ForbiddenAddress, (await fixture.FailureAsync(server.Url + "/http")).Kind);
        Assert.Equal(MediaFailure.ForbiddenAddress, (await fixture.FailureAsync(server.Url + "/login")).Kind);
        Assert.Contains("redirects more than 5 times", (await fixture.FailureAsync(server.Url + "/loop")).Message, StringComparison.Ordinal);
        Assert.NotEmpty(await fixture.ReadAsync(server.Url + "/good"));
        fixture.AssertNothingLeft();
    }

    [Theory]
    [InlineData(404, MediaFailure.NotFound, false)]
    [InlineData(403, MediaFailure.AccessDenied, false)]
    [InlineData(503, MediaFailure.Network, true)]
    [InlineData(206, MediaFailure.NotFound, false)]
    public async Task A_bad_answer_is_told(int status, MediaFailure kind, bool transient)
    {
        await using var server = await HttpsServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await using var fixture = Fixture(server);
        var failure = await fixture.FailureAsync(server.Url);
        Assert.Equal((kind, transient), (failure.Kind, failure.IsTransient));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_download_above_the_byte_limit_is_stopped(bool declared)
    {
        await using var server = await HttpsServer.StartAsync(async context =>
        {
            if (declared) context.Response.ContentLength = 1 << 30;
            var block = new byte[64 << 10];
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(block, context.RequestAborted);
        });
        await using var fixture = Fixture(server, options => options with { MaxBytes = 1 << 20 });
        Assert.Equal(MediaFailure.TooLarge, (await fixture.FailureAsync(server.Url)).Kind);
        fixture.AssertNothingLeft();
    }

    [Fact]
    public async Task A_download_that_is_cut_off_is_transient_and_leaves_nothing()
    {
        await using var server = await HttpsServer.StartAsync(async context =>
        {
            context.Response.ContentLength = 100_000;
            await context.Response.Body.WriteAsync(new byte[50_000]);
            await context.Response.Body.FlushAsync();
            context.Features.Get<IHttpRequestLifetimeFeature>()!.Abort();
        });
        await using var fixture = Fixture(server);
        var failure = await fixture.FailureAsync(server.Url);
        Assert.Equal((MediaFailure.Network, true), (failure.Kind, failure.IsTransient));
        fixture.AssertNothingLeft();
    }

    [Fact]
    public async Task A_compressed_answer_is_refused()
    {
        await using var server = await HttpsServer.StartAsync(context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.WriteAsync("bomb");
        });
        await using var fixture = Fixture(server);
        Assert.Contains("compressed", (await fixture.FailureAsync(server.Url)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_given_up()
    {
        var time = new FakeTimeProvider();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await HttpsServer.StartAsync(async context =>
        {
            asked.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        });
        await using var fixture = Fixture(server, time: time);
        var reading = fixture.FailureAsync(server.Url);
        await asked.Task.WaitAsync(MediaFixture.Cancel);
        time.Advance(TimeSpan.FromHours(7));
        var failure = await reading;
        Assert.Equal((MediaFailure.Timeout, true), (failure.Kind, failure.IsTransient));
        fixture.AssertNothingLeft();
    }

    [Fact]
    public async Task An_unknown_certificate_or_no_server_is_a_network_failure()
    {
        await using var server = await HttpsServer.StartAsync(_ => Task.CompletedTask);
        await using var fixture = new MediaFixture(options => options with { AllowPrivateAddresses = true });
        Assert.Equal(MediaFailure.Network, (await fixture.FailureAsync(server.Url)).Kind);
        Assert.Equal(0, server.Requests);

        using var unused = new TcpListener(System.Net.IPAddress.Loopback, 0);
        unused.Start();
        var port = ((System.Net.IPEndPoint)unused.LocalEndpoint).Port;
        unused.Stop();
        Assert.Equal(MediaFailure.Network, (await fixture.FailureAsync($"https://127.0.0.1:{port}/")).Kind);
    }

    [Fact]
    public async Task A_playlist_that_is_downloaded_fetches_nothing_more()
    {
        HttpsServer? server = null;
        server = await HttpsServer.StartAsync(context => context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(
            $"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{server!.Url}/segment.ts\n#EXT-X-ENDLIST\n")).AsTask());
        await using (server)
        {
            await using var fixture = Fixture(server);
            Assert.Equal(MediaFailure.RefusedFormat, (await fixture.FailureAsync(server.Url + "/list.m3u8")).Kind);
            Assert.Equal(1, server.Requests);
        }
    }

    private static MediaFixture Fixture(HttpsServer server, Func<MediaOptions, MediaOptions>? change = null, TimeProvider? time = null) =>
        new(options => (change ?? (same => same))(options with { AllowPrivateAddresses = true }), http: server.Trust, time: time);
}
