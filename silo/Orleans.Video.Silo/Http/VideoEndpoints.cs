using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Orleans.Video.Http;
using Orleans.Video.Videos;

namespace Orleans.Video.Silo.Http;

/// <summary><c>/v1/videos</c>: taking, changing, showing and erasing videos.</summary>
internal static class VideoEndpoints
{
    public static void MapVideos(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/videos", UploadAsync)
            .WithName("uploadVideo")
            .WithSummary("Uploads a video")
            .WithDescription(
                "Names media that the server can reach (JSON), or carries it (multipart: the same members as text parts, but no uri, and one part \"file\"). "
                + "202: accepted and durable. 200: this very event had been taken before. 409: a newer event has been.")
            .Accepts<UploadRequest>("application/json", "multipart/form-data")
            .Produces<VideoStatus>(StatusCodes.Status202Accepted)
            .Produces<VideoStatus>()
            .ProducesProblems(400, 409, 413, 415, 422, 507)
            .WithoutTimeLimit();
        routes.MapPatch("/v1/videos/{id}", UpdateAsync)
            .WithName("updateVideo")
            .WithSummary("Changes a video's text, audience or learning label")
            .WithDescription("What is left out stays; an empty text clears it. An audience other than public has everything deleted that was learned from the video; the learning label forbid, what was kept for learning.")
            .Accepts<UpdateRequest>("application/json")
            .Produces<VideoStatus>()
            .ProducesProblems(400, 404, 409, 413, 415, 507);
        routes.MapGet("/v1/videos", ListAsync)
            .WithName("listVideos")
            .WithSummary("Lists videos in order of id")
            .Produces<VideoPage>()
            .ProducesProblems(400)
            .TakesQuery("after", "take", "state");
        routes.MapGet("/v1/videos/{id}", GetAsync)
            .WithName("getVideo")
            .WithSummary("Shows a video")
            .Produces<VideoStatus>()
            .ProducesProblems(400, 404);
        routes.MapDelete("/v1/videos/{id}", DeleteAsync)
            .WithName("deleteVideo")
            .WithSummary("Erases a video")
            .WithDescription("When it answers no read shows the video any more.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(400, 404, 409, 507)
            .TakesQuery("sequence");
    }

    private static async Task<IResult> UploadAsync(HttpContext context, VideoIntake intake, MultipartUpload upload, UploadShelf shelf)
    {
        if (MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            var (described, media) = await upload.ReadAsync(context.Request, context.RequestAborted);
            return await SubmitUploadAsync(intake, shelf, described, media);
        }

        if (context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            throw Refusal.WrongMediaType(context.Request.ContentType, "application/json or multipart/form-data");
        var request = await JsonBody.ReadAsync<UploadRequest>(context.Request, context.RequestAborted);
        var videoEvent = VideoIntake.EventOf(request, request.Id ?? VideoIntake.NewId(), request.Uri);
        VideoIntake.Check(videoEvent);
        return Taken(await intake.SubmitAsync(videoEvent, request.Sequence), videoEvent.VideoId);
    }

    private static async Task<IResult> SubmitUploadAsync(VideoIntake intake, UploadShelf shelf, UploadRequest request, ShelvedUpload media)
    {
        IntakeReply reply;
        try
        {
            reply = await intake.SubmitAsync(VideoIntake.EventOf(request, media.VideoId, media.Uri), request.Sequence);
        }
        catch (Refusal)
        {
            await shelf.DiscardAsync(media);
            throw;
        }
        catch
        {
            await shelf.SettleAsync(media);
            throw;
        }

        if (reply.Outcome == Intake.Accepted) await shelf.HandOverAsync(media);
        else await shelf.DiscardAsync(media);
        return Taken(reply, media.VideoId);
    }

    private static async Task<IResult> UpdateAsync([Description(ParameterTexts.Id)] string id, HttpContext context, VideoIntake intake, IGrainFactory grains)
    {
        VideoIntake.CheckId(id);
        var request = await JsonBody.ReadAsync<UpdateRequest>(context.Request, context.RequestAborted);
        var videoEvent = VideoIntake.EventOf(request, id);
        VideoIntake.Check(videoEvent);
        if (await grains.GetGrain<IVideoGrain>(id).GetStatusAsync() is null) throw Refusal.UnknownVideo(id);
        var reply = await intake.SubmitAsync(videoEvent, request.Sequence);
        return TypedResults.Ok(reply.Status ?? throw Refusal.UnknownVideo(id));
    }

    private static async Task<IResult> ListAsync(
        VideoLister lister,
        [Description(ParameterTexts.After)] string? after = null,
        [Description(ParameterTexts.Take)] int take = 100,
        [Description(ParameterTexts.State)] string? state = null)
    {
        if (after is not null && !VideoId.TryValidate(after, out var error)) throw Refusal.Invalid("after", error);
        if (take is < 1 or > RequestLimits.Page) throw Refusal.Invalid("take", $"take must be 1 to {RequestLimits.Page}");
        VideoState? only = null;
        if (state is not null)
        {
            only = Enum.TryParse<VideoState>(state, ignoreCase: true, out var named) && !char.IsAsciiDigit(state[0]) && named != VideoState.Erased
                ? named
                : throw Refusal.Invalid("state", $"state must be one of {string.Join(", ", Enum.GetNames<VideoState>().Where(name => name != nameof(VideoState.Erased)))}");
        }

        return TypedResults.Ok(await lister.ListAsync(after, take, only));
    }

    private static async Task<IResult> GetAsync([Description(ParameterTexts.Id)] string id, IGrainFactory grains) => TypedResults.Ok(await FindAsync(grains, id));

    private static async Task<IResult> DeleteAsync([Description(ParameterTexts.Id)] string id, VideoIntake intake, IGrainFactory grains, [Description(ParameterTexts.Sequence)] long? sequence = null)
    {
        if (sequence < 1) throw Refusal.Invalid("sequence", "sequence must be above zero; higher is newer");
        await FindAsync(grains, id);
        var reply = await intake.SubmitAsync(new VideoEvent { Id = VideoIntake.NewId(), VideoId = id, Sequence = 1, Kind = VideoEventKind.Deleted }, sequence);
        // A deletion that is older than the upload is taken, for what came before it, and yet the video is there.
        if (sequence is not null && reply.Status is { } still) throw Refusal.Stale(id, reply.Message, sequence.Value, still.Sequence);
        return TypedResults.NoContent();
    }

    /// <summary>A video's status, or a refusal that names the id.</summary>
    public static async Task<VideoStatus> FindAsync(IGrainFactory grains, string id)
    {
        VideoIntake.CheckId(id);
        return await grains.GetGrain<IVideoGrain>(id).GetStatusAsync() ?? throw Refusal.UnknownVideo(id);
    }

    private static IResult Taken(IntakeReply reply, string id)
    {
        if (reply.Status is null) throw Refusal.UnknownVideo(id);
        return reply.Outcome == Intake.Duplicate ? TypedResults.Ok(reply.Status) : TypedResults.Accepted($"/v1/videos/{id}", reply.Status);
    }
}
