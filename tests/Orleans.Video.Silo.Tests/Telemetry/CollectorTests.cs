using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Orleans.Video.Client;
using Orleans.Video.Http;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Telemetry;

public sealed class CollectorTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Traces_and_metrics_go_to_the_collector_that_is_named()
    {
        var got = new ConcurrentDictionary<string, byte[]>();
        await using var collector = await StartCollectorAsync(got);
        using var data = new TemporaryFolder();
        await using (var silo = await VideoSilo.StartAsync(SharedSilo.OptionsFor(data.Path) with { OtlpEndpoint = collector.Urls.First() }, cancellationToken: Cancelled))
        {
            using var client = new VideoClient(silo.Address);
            await client.SubmitAsync(new UploadRequest { Id = "v", Uri = SampleVideos.Mp4() }, Cancelled);
            await client.WaitUntilSettledAsync("v", Cancelled);
        }

        // Stopping the silo sends what is left.
        Assert.True(Contains(got, "TraceService", "video.process"), string.Join(", ", got.Keys));
        Assert.True(Contains(got, "TraceService", "/v1/videos"));
        Assert.True(Contains(got, "MetricsService", "video.media.encoded"));
    }

    private static bool Contains(ConcurrentDictionary<string, byte[]> got, string service, string text) =>
        got.Any(export => export.Key.Contains(service, StringComparison.Ordinal) && export.Value.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0);

    /// <summary>Speaks enough of gRPC to take what is exported.</summary>
    private static async Task<WebApplication> StartCollectorAsync(ConcurrentDictionary<string, byte[]> got)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        var collector = builder.Build();
        var exports = 0;
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            got[$"{context.Request.Path}#{Interlocked.Increment(ref exports)}"] = body.ToArray();
            context.Response.ContentType = "application/grpc";
            context.Response.DeclareTrailer("grpc-status");
            await context.Response.Body.WriteAsync(new byte[5]);
            context.Response.AppendTrailer("grpc-status", "0");
        });
        await collector.StartAsync(Cancelled);
        return collector;
    }
}
