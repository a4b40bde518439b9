using System.ComponentModel;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans.Video.Http;
using Orleans.Video.Transcripts;
using Orleans.Video.Videos;

namespace Orleans.Video.Silo.Http;

/// <summary><c>/v1/videos/{id}/transcript</c>: what is said in a video, and what people say is said.</summary>
internal static class TranscriptEndpoints
{
    public static void MapTranscripts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/videos/{id}/transcript", GetAsync)
            .WithName("getTranscript")
            .WithSummary("What is said in a video")
            .WithDescription("404 says by its type which it is: no such video, nothing heard, or no recogniser for its language.")
            .Produces<Transcript>(StatusCodes.Status200OK, "application/json", "text/vtt", "application/x-subrip")
            .ProducesProblems(400, 404)
            .TakesQuery("format");
        routes.MapPut("/v1/videos/{id}/transcript", PutAsync)
            .WithName("correctTranscript")
            .WithSummary("Corrects what was heard in a video")
            .WithDescription("The sentences take the place of what was heard in their times, and of every earlier correction; no sentences take all corrections back. They stay whatever processes the video again.")
            .Accepts<CorrectionRequest>("application/json")
            .Produces<Transcript>()
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(400, 404, 413, 415, 507);
    }

    private static async Task<IResult> GetAsync(
        [Description(ParameterTexts.Id)] string id, IGrainFactory grains, [Description(ParameterTexts.Format)] string format = "json")
    {
        if (format is not ("json" or "vtt" or "srt")) throw Refusal.Invalid("format", "format must be json, vtt or srt");
        var status = await VideoEndpoints.FindAsync(grains, id);
        var transcript = await FindAsync(grains, status);
        if (transcript is not { Words.Count: > 0 }) throw Absence(status);
        return format switch
        {
            "vtt" => TypedResults.Text(Captions.ToWebVtt(transcript), "text/vtt", Encoding.UTF8),
            "srt" => TypedResults.Text(Captions.ToSubRip(transcript), "application/x-subrip", Encoding.UTF8),
            _ => TypedResults.Ok(transcript),
        };
    }

    private static async Task<IResult> PutAsync([Description(ParameterTexts.Id)] string id, HttpContext context, IGrainFactory grains)
    {
        VideoIntake.CheckId(id);
        var request = await JsonBody.ReadAsync<CorrectionRequest>(context.Request, context.RequestAborted, RequestLimits.CorrectionBytes);
        if (request.Check() is { } problem) throw Refusal.Invalid("sentences", problem);
        var status = await VideoEndpoints.FindAsync(grains, id);
        if ((status.ServingRevision ?? status.Revision) is not { } revision || !await grains.GetGrain<ITranscriptGrain>($"{status.ModelSet}/{id}").CorrectAsync(revision, request.Sentences))
            throw Refusal.Absent(ProblemTypes.NothingHeard, "Nothing to correct", $"video {id} is {status.State}{(status.Reason is null ? "" : $": {status.Reason}")}: there is nothing in it to correct");
        return await FindAsync(grains, status) is { } transcript ? TypedResults.Ok(transcript) : TypedResults.NoContent();
    }

    private static async Task<Transcript?> FindAsync(IGrainFactory grains, VideoStatus status) =>
        (status.ServingRevision ?? status.Revision) is { } revision
            ? await grains.GetGrain<ITranscriptGrain>($"{status.ModelSet}/{status.Id}").GetAsync(revision)
            : null;

    private static Refusal Absence(VideoStatus status)
    {
        if (status.Media is { AudioCodec: null }) return Refusal.Absent(ProblemTypes.NothingHeard, "Nothing was heard", $"video {status.Id} has no sound: there is nothing to hear in it");
        return status is { State: VideoState.Ready or VideoState.Processing, Reason: { } reason }
            ? Refusal.Absent(ProblemTypes.NoRecogniser, "No recogniser serves", $"video {status.Id}: {reason}")
            : Refusal.Absent(ProblemTypes.NothingHeard, "Nothing was heard", $"no word was heard in video {status.Id}{(status.IsSettled ? "" : " so far")}");
    }
}
