using System.Net;
using Orleans.Video.Client;
using Orleans.Video.Http;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Silo.Tests.Http;

public sealed class ProgressTests(SharedSilo silo)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task States_and_segments_come_in_order_and_the_last_event_says_that_it_is_ready()
    {
        var client = await silo.ClientAsync();
        var id = silo.NewId("watch");
        await client.SubmitAsync(new UploadRequest { Id = id, Uri = SampleVideos.Mp4(19) }, Cancelled);
        var events = new List<VideoProgress>();
        await foreach (var progress in client.WatchAsync(id, Cancelled)) events.Add(progress);

        Assert.Equal(VideoProgress.StateEvent, events[0].Event);
        Assert.Equal(VideoState.Ready, events.Last(progress => progress.Event == VideoProgress.StateEvent).Status.State);
        Assert.Equal((3, 19), (events[^1].Status.Segments, events[^1].Status.Seconds));
        foreach (var told in new[] { VideoProgress.StateEvent, VideoProgress.SegmentEvent, VideoProgress.EmbeddingEvent })
            Assert.Contains(events, progress => progress.Event == told);
        Assert.True(IsRising(events.Where(progress => progress.Event == VideoProgress.StateEvent).Select(progress => (int)progress.Status.State)), "states go back");
        Assert.True(IsRising(events.Where(progress => progress.Segment is not null).Select(progress => progress.Segment!.Segments)), "segments go back");
        Assert.True(IsRising(events.Where(progress => progress.Vectors is not null).Select(progress => progress.Vectors!.Segments)), "embeddings go back");
        Assert.Equal(3, events.Last(progress => progress.Vectors is not null).Vectors!.Segments);
    }

    [Fact]
    public async Task The_stream_of_a_settled_video_says_how_it_is_and_ends()
    {
        var ready = await silo.IngestAsync("settled", cancellationToken: Cancelled);
        var http = await silo.HttpAsync();
        using var reply = await http.GetAsync($"/v1/videos/{ready.Id}/events", Cancelled);
        Assert.Equal("text/event-stream", reply.Content.Headers.ContentType?.MediaType);
        var text = await reply.Content.ReadAsStringAsync(Cancelled);
        Assert.StartsWith("retry: 1000\n\nevent: state\ndata: {", text, StringComparison.Ordinal);
        Assert.Contains("\n\nevent: segment\ndata: {\"revision\":\"", text, StringComparison.Ordinal);
        Assert.Contains("\n\nevent: embedding\ndata: {", text, StringComparison.Ordinal);
        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_follows_a_settled_video_hears_of_its_update_and_of_its_end()
    {
        var ready = await silo.IngestAsync("follow", cancellationToken: Cancelled);
        var client = await silo.ClientAsync();
        var http = await silo.HttpAsync();
        using var reply = await http.GetAsync($"/v1/videos/{ready.Id}/events?follow=true", HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var lines = new StreamReader(await reply.Content.ReadAsStreamAsync(Cancelled));
        await UntilAsync(lines, "event: embedding");
        await client.UpdateAsync(ready.Id, new UpdateRequest { Title = "Heard of" }, Cancelled);
        await UntilAsync(lines, "\"title\":\"Heard of\"");
        await client.DeleteAsync(ready.Id, cancellationToken: Cancelled);
        await UntilAsync(lines, "\"state\":\"Erased\"");
        while (await lines.ReadLineAsync(Cancelled) is { } line) Assert.Equal("", line);
    }

    [Fact]
    public async Task A_watcher_is_told_of_the_failure_of_a_video_that_cannot_be_read()
    {
        var client = await silo.ClientAsync();
        var id = silo.NewId("text");
        var path = SampleVideos.Write("text.mp4", file => File.WriteAllText(file, "not a video at all"));
        await client.SubmitAsync(new UploadRequest { Id = id, Uri = path }, Cancelled);
        var status = await client.WaitUntilSettledAsync(id, Cancelled);
        Assert.Equal(VideoState.Failed, status.State);
        Assert.Contains("text.mp4", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watching_goes_on_over_a_restart_of_the_server_and_so_does_the_video()
    {
        using var data = new TemporaryFolder();
        var first = await VideoSilo.StartAsync(SharedSilo.OptionsFor(data.Path), cancellationToken: Cancelled);
        var port = first.Address.Port;
        using var client = new VideoClient(first.Address);
        await client.SubmitAsync(new UploadRequest { Id = "v", Uri = SampleVideos.Mp4(120) }, Cancelled);
        await using var watching = client.WatchAsync("v", Cancelled).GetAsyncEnumerator(Cancelled);
        while (await watching.MoveNextAsync() && watching.Current.Status.Segments == 0) Assert.False(watching.Current.Status.IsSettled);
        await first.StopAsync(Cancelled);
        await using var second = await VideoSilo.StartAsync(SharedSilo.OptionsFor(data.Path) with { Urls = [$"http://127.0.0.1:{port}"] }, cancellationToken: Cancelled);
        var last = watching.Current.Status;
        while (await watching.MoveNextAsync()) last = watching.Current.Status;
        Assert.Equal((VideoState.Ready, 120), (last.State, last.Seconds));
    }

    [Fact]
    public async Task Stopping_the_server_ends_its_streams()
    {
        using var data = new TemporaryFolder();
        await using var server = await VideoSilo.StartAsync(SharedSilo.OptionsFor(data.Path), cancellationToken: Cancelled);
        using var http = new HttpClient { BaseAddress = server.Address };
        using var client = new VideoClient(server.Address);
        await client.SubmitAsync(new UploadRequest { Id = "v", Uri = SampleVideos.Mp4(), Audience = "private" }, Cancelled);
        using var reply = await http.GetAsync("/v1/videos/v/events?follow=true", HttpCompletionOption.ResponseHeadersRead, Cancelled);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        var text = reply.Content.ReadAsStringAsync(Cancelled);
        await server.StopAsync(Cancelled);
        Assert.Contains("event: state", await text, StringComparison.Ordinal);
    }

    private static async Task UntilAsync(StreamReader lines, string wanted)
    {
        while (await lines.ReadLineAsync(Cancelled) is { } line)
            if (line.Contains(wanted, StringComparison.Ordinal)) return;
        Assert.Fail($"the stream ended without {wanted}");
    }

    private static bool IsRising(IEnumerable<int> values)
    {
        var list = values.ToArray();
        return list.Zip(list.Skip(1)).All(pair => pair.First <= pair.Second);
    }
}
