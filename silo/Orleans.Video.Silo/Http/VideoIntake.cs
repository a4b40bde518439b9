using Orleans.Video.Grains.Videos;
using Orleans.Video.Http;
using Orleans.Video.Videos;

namespace Orleans.Video.Silo.Http;

/// <summary>Makes events of requests and gives them to their videos.</summary>
internal sealed class VideoIntake(IGrainFactory grains)
{
    /// <summary>How often a sequence number is chosen anew when other events take it first.</summary>
    private const int Tries = 16;

    public static VideoEvent EventOf(UploadRequest request, string id, string? uri) => new()
    {
        Id = request.EventId ?? NewId(),
        VideoId = id,
        Sequence = request.Sequence ?? 1,
        Kind = VideoEventKind.Uploaded,
        Uri = uri,
        Title = request.Title,
        Caption = request.Caption,
        Description = request.Description,
        Language = request.Language,
        Audience = request.Audience,
        Learn = request.Learn,
    };

    public static VideoEvent EventOf(UpdateRequest request, string id) => new()
    {
        Id = request.EventId ?? NewId(),
        VideoId = id,
        Sequence = request.Sequence ?? 1,
        Kind = VideoEventKind.Updated,
        Title = request.Title,
        Caption = request.Caption,
        Description = request.Description,
        Language = request.Language,
        Audience = request.Audience,
        Learn = request.Learn,
    };

    /// <summary>An id that sorts by time and that nobody else has.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString("N");

    public static void CheckId(string? id)
    {
        if (!VideoId.TryValidate(id, out var error)) throw Refusal.Invalid("id", error);
    }

    /// <summary>Refuses an event that its video would refuse, before anything is stored for it.</summary>
    public static void Check(VideoEvent videoEvent)
    {
        CheckId(videoEvent.VideoId);
        // The rules call it the event's id; here "id" is the video's.
        if (videoEvent.Id.Length is 0 or > RequestLimits.EventId) throw Refusal.Invalid("eventId", $"eventId must have 1 to {RequestLimits.EventId} characters, not {videoEvent.Id.Length}");
        if (VideoEventRules.Check(videoEvent, videoEvent.VideoId) is { } error) throw RefusalOf(error);
    }

    /// <summary>Gives an event to its video.</summary>
    /// <param name="videoEvent">The event; its sequence number counts only when <paramref name="sequence"/> is null and nothing is known of the video.</param>
    /// <param name="sequence">The upload system's number; null: the next one.</param>
    /// <returns>Accepted or duplicate; everything else is refused.</returns>
    public async Task<IntakeReply> SubmitAsync(VideoEvent videoEvent, long? sequence)
    {
        var video = grains.GetGrain<IVideoGrain>(videoEvent.VideoId);
        var next = sequence ?? ((await video.GetStatusAsync())?.Sequence ?? 0) + 1;
        for (var tries = 1; ; tries++)
        {
            var reply = await video.SubmitAsync(videoEvent with { Sequence = next });
            switch (reply.Outcome)
            {
                case Intake.Accepted or Intake.Duplicate:
                    return reply;
                case Intake.Invalid:
                    throw RefusalOf(reply.Message ?? "the event is not legal");
                case Intake.Stale when sequence is not null || tries == Tries:
                    throw Refusal.Stale(videoEvent.VideoId, reply.Message, next, reply.Sequence);
            }

            // Another event came first, or the video is erased.
            next = Math.Max(next, reply.Sequence) + 1;
        }
    }

    /// <summary>Rules begin their messages with the field.</summary>
    private static Refusal RefusalOf(string error)
    {
        var colon = error.IndexOf(':');
        var field = colon > 0 && error.AsSpan(0, colon).IndexOfAnyExceptInRange('a', 'z') < 0 ? error[..colon] : null;
        return field == "uri" ? Refusal.NotMedia(error) : Refusal.Invalid(field == "id" ? "eventId" : field, error);
    }
}
