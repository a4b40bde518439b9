using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Orleans.Video.Embeddings;
using Orleans.Video.Http;
using Orleans.Video.Videos;

namespace Orleans.Video.Client;

public sealed partial class VideoClient
{
    /// <summary>Connections in a row that may end without an event before watching gives up.</summary>
    private const int FruitlessConnections = 10;

    /// <summary>The longest silence of a connection: the server sends a sign of life every 15 s.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A video's changes as they happen, from its state now until it is settled; an erased video ends in <see cref="VideoState.Erased"/>.
    /// A connection that breaks is made again, after which the state is told anew.
    /// </summary>
    public async IAsyncEnumerable<VideoProgress> WatchAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        VideoStatus? status = null;
        for (var fruitless = 0; ; fruitless++)
        {
            var retry = TimeSpan.FromSeconds(1);
            Exception? cause = null;
            HttpResponseMessage? reply = null;
            try
            {
                reply = await SendAsync(new HttpRequestMessage(HttpMethod.Get, PathOf(id, "/events")), Patience, cancellationToken);
            }
            catch (VideoApiException none) when (none.Status is null)
            {
                cause = none;
            }

            if (reply is not null)
            {
                using var connection = reply;
                // What was there and is gone has been erased while nobody was connected.
                if (connection.StatusCode == HttpStatusCode.NotFound && status is not null)
                {
                    status = new VideoStatus { Id = id, State = VideoState.Erased, ModelSet = status.ModelSet };
                    yield return new VideoProgress { Event = VideoProgress.StateEvent, Status = status };
                    yield break;
                }

                await ThrowIfRefusedAsync(connection, cancellationToken);
                await using var body = await connection.Content.ReadAsStreamAsync(cancellationToken);
                await using var patient = new SilenceLimitedStream(body, LongestSilence);
                var parser = SseParser.Create(patient);
                // Within a connection nothing settled is taken for the end before the server ends it: the last segment may follow the state.
                await using var events = parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
                while (true)
                {
                    try
                    {
                        if (!await events.MoveNextAsync()) break;
                    }
                    catch (Exception broken) when (broken is IOException or HttpRequestException or TimeoutException)
                    {
                        cause = broken;
                        break;
                    }

                    if (ReadEvent(events.Current, status) is not { } progress) continue;
                    fruitless = 0;
                    status = progress.Status;
                    yield return progress;
                }

                if (parser.ReconnectionInterval is var told && told > TimeSpan.Zero && told < LongestSilence) retry = told;
            }

            if (status is { IsSettled: true } && cause is null) yield break;
            if (fruitless >= FruitlessConnections)
                throw NoAnswer($"watching video {id} at {Address} broke off {fruitless} times in a row: check that the server runs", cause ?? new IOException("the connection ended"));
            await Task.Delay(retry, cancellationToken);
        }
    }

    /// <summary>Waits until nothing more will happen to a video without a new event.</summary>
    public async Task<VideoStatus> WaitUntilSettledAsync(string id, CancellationToken cancellationToken = default)
    {
        await foreach (var progress in WatchAsync(id, cancellationToken))
            if (progress.Status.IsSettled) return progress.Status;
        throw new InvalidOperationException("watching ends with a settled video");
    }

    /// <summary>Null for an event that this version does not know, or that comes before the first state.</summary>
    private VideoProgress? ReadEvent(SseItem<string> item, VideoStatus? status)
    {
        try
        {
            return item.EventType switch
            {
                VideoProgress.StateEvent when Parse<VideoStatus>(item) is { } told => new VideoProgress { Event = item.EventType, Status = told },
                VideoProgress.SegmentEvent when status is not null && Parse<SegmentProgress>(item) is { } segment => new VideoProgress
                {
                    Event = item.EventType,
                    Status = status with { Segments = segment.Segments, Seconds = segment.Seconds },
                    Segment = segment,
                },
                VideoProgress.EmbeddingEvent when status is not null && Parse<VideoVectors>(item) is { } vectors => new VideoProgress { Event = item.EventType, Status = status, Vectors = vectors },
                _ => null,
            };
        }
        catch (JsonException cause)
        {
            throw NoAnswer($"{Address} does not answer as an Orleans.Video server ({cause.Message}): check the address", cause);
        }
    }

    private static T? Parse<T>(SseItem<string> item) => JsonSerializer.Deserialize<T>(item.Data, VideoJson.Lenient);
}
