using System.Collections.Concurrent;
using System.Diagnostics;
using Orleans.Video.Grains.Telemetry;
using Orleans.Video.Http;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Telemetry;

public sealed class TelemetryTests(SharedSilo silo)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_have_the_pipelines_names_and_count()
    {
        await silo.IngestAsync("metrics", cancellationToken: Cancelled);
        var http = await silo.HttpAsync();
        await http.GetStringAsync("/v1/search?q=metrics", Cancelled);
        var text = await http.GetStringAsync("/metrics", Cancelled);
        foreach (var name in new[] { "video_events", "video_settled", "video_media_encoded", "video_encoder_queue_duration", "video_encoder_compute_duration", "video_search_duration", "orleans_", "kestrel_", "dotnet_", "http_server_request_duration" })
            Assert.Contains($"\n{name}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_goes_from_the_request_to_the_index()
    {
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == PipelineDiagnostics.SourceName || source.Name.StartsWith("Microsoft.Orleans", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var client = await silo.ClientAsync();
        var id = silo.NewId("trace");
        using var root = new Activity("upload system").SetIdFormat(ActivityIdFormat.W3C).Start();
        await client.SubmitAsync(new UploadRequest { Id = id, Uri = SampleVideos.Mp4(), Title = "Traced" }, Cancelled);
        root.Stop();
        await client.WaitUntilSettledAsync(id, Cancelled);

        // The last span ends just after the last state is told.
        while (!spans.Any(span => span.TraceId == root.TraceId && span.OperationName == PipelineDiagnostics.Process)) await Task.Yield();
        var names = spans.Where(span => span.TraceId == root.TraceId && span.Source.Name == PipelineDiagnostics.SourceName).Select(span => span.OperationName).ToHashSet();
        Assert.Superset(new HashSet<string> { PipelineDiagnostics.Intake, PipelineDiagnostics.Process, PipelineDiagnostics.Segment, PipelineDiagnostics.Index }, names);
    }
}
