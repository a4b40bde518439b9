using System.ComponentModel;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Orleans.Video.Embeddings;
using Orleans.Video.Http;
using Orleans.Video.Videos;

namespace Orleans.Video.Silo.Http;

/// <summary><c>/v1/videos/{id}/events</c>: a video's changes as server-sent events.</summary>
internal static class ProgressStream
{
    /// <summary>How long a video is waited for before the client gets a sign of life.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static void MapProgress(this IEndpointRouteBuilder routes) => routes.MapGet("/v1/videos/{id}/events", WatchAsync)
        .WithName("watchVideo")
        .WithSummary("A video's changes as they happen")
        .WithDescription(
            "Server-sent events: state (data: VideoStatus), segment (data: SegmentProgress), embedding (data: VideoVectors). It begins with how things are, "
            + "and ends when nothing more will happen without a new event, or with follow=true only when the video is erased.")
        .Produces<string>(contentType: "text/event-stream")
        .ProducesProblems(400, 404)
        .TakesQuery("follow")
        .WithoutTimeLimit();

    private static async Task WatchAsync(
        [Description(ParameterTexts.Id)] string id,
        HttpContext context,
        IGrainFactory grains,
        IHostApplicationLifetime lifetime,
        [Description(ParameterTexts.Follow)] bool follow = false)
    {
        var status = await VideoEndpoints.FindAsync(grains, id);
        // A server that stops ends its streams, and their clients come back to the next one.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            var events = new Events(grains, context.Response, ended.Token);
            await events.BeginAsync(status);
            while (follow || !status.IsSettled)
            {
                var next = await grains.GetGrain<IVideoGrain>(id).WaitForChangeAsync(status.Version, Patience).WaitAsync(ended.Token);
                if (next is null)
                {
                    await events.SendAsync(VideoProgress.StateEvent, new VideoStatus { Id = id, State = VideoState.Erased, ModelSet = status.ModelSet });
                    return;
                }

                await events.TellAsync(status, next);
                status = next;
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client or the server went away.
        }
    }

    private sealed class Events(IGrainFactory grains, HttpResponse response, CancellationToken ended)
    {
        private string? _toldRevision;
        private int _toldSegments;

        /// <summary>How things are. The state comes first, for the rest belongs to it.</summary>
        public async Task BeginAsync(VideoStatus status)
        {
            await response.WriteAsync("retry: 1000\n\n", ended);
            await SendAsync(VideoProgress.StateEvent, status);
            if (status.Segments == 0) return;
            await SendAsync(VideoProgress.SegmentEvent, new SegmentProgress(status.Revision, status.Segments, status.Seconds));
            await TellVectorsAsync(status);
        }

        /// <summary>What changed. The state comes last: when it says that the video is ready, everything has been told.</summary>
        public async Task TellAsync(VideoStatus before, VideoStatus now)
        {
            var told = false;
            if (now.Segments != before.Segments || now.Seconds != before.Seconds || (now.Revision != before.Revision && now.Segments > 0))
            {
                await SendAsync(VideoProgress.SegmentEvent, new SegmentProgress(now.Revision, now.Segments, now.Seconds));
                await TellVectorsAsync(now);
                told = true;
            }

            if (before with { Segments = now.Segments, Seconds = now.Seconds, Version = now.Version, Updated = now.Updated } != now)
            {
                await SendAsync(VideoProgress.StateEvent, now);
                told = true;
            }

            if (!told)
            {
                await response.WriteAsync(": alive\n\n", ended);
                await response.Body.FlushAsync(ended);
            }
        }

        public async Task SendAsync<T>(string name, T data)
        {
            // JSON has no line breaks, so one data line holds it.
            var text = new StringBuilder("event: ").Append(name).Append("\ndata: ").Append(JsonSerializer.Serialize(data, VideoJson.Lenient)).Append("\n\n");
            await response.WriteAsync(text.ToString(), ended);
            await response.Body.FlushAsync(ended);
        }

        private async Task TellVectorsAsync(VideoStatus status)
        {
            if (status.Revision is null || await grains.GetGrain<IEmbeddingGrain>($"{status.ModelSet}/{status.Id}").GetVideoAsync(status.Revision) is not { } vectors) return;
            if (vectors.Revision == _toldRevision && vectors.Segments == _toldSegments) return;
            (_toldRevision, _toldSegments) = (vectors.Revision, vectors.Segments);
            await SendAsync(VideoProgress.EmbeddingEvent, vectors);
        }
    }
}
