using System.ComponentModel;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans.Video.Embeddings;
using Orleans.Video.Encoders;
using Orleans.Video.Http;
using Orleans.Video.Search;

namespace Orleans.Video.Silo.Http;

/// <summary>What is known of videos, and which of them answer a question.</summary>
internal static class AnswerEndpoints
{
    private static readonly string[] VectorModalities = [Modality.Visual, Modality.Audio, Modality.Fusion];
    private static readonly string[] SearchModalities = ["words", Modality.Text, Modality.Visual, Modality.Audio, Modality.Fusion, Modality.Speech];

    public static void MapAnswers(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/videos/{id}/embedding", GetEmbeddingAsync)
            .WithName("getEmbedding")
            .WithSummary("A video's vectors")
            .WithDescription("With seconds an array of SegmentEmbedding, sent segment by segment as it is read.")
            .Produces<VideoVectors>()
            .ProducesProblems(400, 404)
            .TakesQuery("modality", "seconds")
            .WithoutTimeLimit();
        routes.MapGet("/v1/videos/{id}/similar", GetSimilarAsync)
            .WithName("similarVideos")
            .WithSummary("Videos that look or sound like one")
            .Produces<SearchReply>()
            .ProducesProblems(400, 404)
            .TakesQuery("by", "k");
        routes.MapGet("/v1/search", SearchAsync)
            .WithName("search")
            .WithSummary("Videos or moments by words")
            .Produces<SearchReply>()
            .ProducesProblems(400)
            .TakesQuery("q", "in", "modality", "k", "language");
    }

    private static async Task<IResult> GetEmbeddingAsync(
        [Description(ParameterTexts.Id)] string id,
        HttpContext context,
        IGrainFactory grains,
        [Description(ParameterTexts.Modality)] string? modality = null,
        [Description(ParameterTexts.Seconds)] bool seconds = false)
    {
        if (modality is not null && !VectorModalities.Contains(modality)) throw Refusal.Invalid("modality", $"modality must be one of {string.Join(", ", VectorModalities)}");
        var status = await VideoEndpoints.FindAsync(grains, id);
        var embedding = grains.GetGrain<IEmbeddingGrain>($"{status.ModelSet}/{id}");
        var vectors = status.ServingRevision is null ? null : await embedding.GetVideoAsync(status.ServingRevision);
        if (vectors is null) throw Refusal.Absent(ProblemTypes.NoVectors, "No vectors yet", $"video {id} is {status.State} and has no vectors yet{(status.Reason is null ? "" : $": {status.Reason}")}");
        if (modality is not null)
        {
            vectors = vectors with
            {
                Visual = modality == Modality.Visual ? vectors.Visual : null,
                Audio = modality == Modality.Audio ? vectors.Audio : null,
                Fused = modality == Modality.Fusion ? vectors.Fused : null,
            };
            if (vectors is { Visual: null, Audio: null, Fused: null })
                throw Refusal.Absent(ProblemTypes.NoVectors, "No such vectors", $"video {id} has no {modality} vectors: it has no such track, or the model set {status.ModelSet} no such encoder");
        }

        return seconds ? TypedResults.Ok(ReadSecondsAsync(embedding, vectors, modality, context.RequestAborted)) : TypedResults.Ok(vectors);
    }

    /// <summary>One segment is in memory at a time; a revision that is replaced meanwhile ends the list early.</summary>
    private static async IAsyncEnumerable<SegmentEmbedding> ReadSecondsAsync(
        IEmbeddingGrain embedding, VideoVectors video, string? modality, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var index = 0; index < video.Segments && !cancellationToken.IsCancellationRequested; index++)
        {
            if (await embedding.GetSegmentAsync(video.Revision, index) is not { } segment) yield break;
            yield return modality is null ? segment : segment with
            {
                Visual = modality == Modality.Visual ? segment.Visual : [],
                Audio = modality == Modality.Audio ? segment.Audio : [],
                Fused = modality == Modality.Fusion ? segment.Fused : [],
            };
        }
    }

    private static async Task<IResult> GetSimilarAsync(
        [Description(ParameterTexts.Id)] string id,
        IGrainFactory grains,
        [Description(ParameterTexts.By)] string by = "both",
        [Description(ParameterTexts.K)] int k = 10)
    {
        VideoIntake.CheckId(id);
        if (by is not ("visual" or "audio" or "both")) throw Refusal.Invalid("by", "by must be visual, audio or both");
        CheckCount(k);
        if (await grains.GetGrain<ISearchGrain>(0).SimilarAsync(new SimilarRequest(id, by, k)) is { } reply) return Answer(reply, "by");
        var status = await VideoEndpoints.FindAsync(grains, id);
        throw Refusal.Absent(ProblemTypes.NoVectors, "No vectors yet", $"video {id} is {status.State} and has no {(by == "both" ? "" : by + " ")}vectors to compare{(status.Reason is null ? "" : $": {status.Reason}")}");
    }

    private static async Task<IResult> SearchAsync(
        IGrainFactory grains,
        [Description(ParameterTexts.Words)] string? q = null,
        [Description(ParameterTexts.Scope)] string @in = "video",
        [Description(ParameterTexts.Evidence)] string? modality = null,
        [Description(ParameterTexts.K)] int k = 10,
        [Description(ParameterTexts.Language)] string? language = null)
    {
        if (string.IsNullOrWhiteSpace(q)) throw Refusal.Invalid("q", "q is empty: say what to look for");
        if (q.Length > RequestLimits.Words) throw Refusal.Invalid("q", $"q has {q.Length} characters: at most {RequestLimits.Words} are allowed");
        if (language is { Length: 0 or > RequestLimits.Language }) throw Refusal.Invalid("language", "language is not a BCP 47 tag such as en or pt-BR");
        CheckCount(k);
        var scope = @in switch
        {
            "video" => SearchScope.Video,
            "moment" => SearchScope.Moment,
            _ => throw Refusal.Invalid("in", "in must be video or moment"),
        };
        var modalities = modality?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray() ?? [];
        if (modalities.Any(name => !SearchModalities.Contains(name))) throw Refusal.Invalid("modality", $"modality must be some of {string.Join(", ", SearchModalities)}, with commas between");
        return Answer(await grains.GetGrain<ISearchGrain>(0).SearchAsync(new SearchRequest(q, scope, modalities, k, language)), "q");
    }

    private static void CheckCount(int k)
    {
        if (k is < 1 or > RequestLimits.Results) throw Refusal.Invalid("k", $"k must be 1 to {RequestLimits.Results}");
    }

    private static IResult Answer(SearchReply reply, string field) => reply.Refused ? throw Refusal.Invalid(field, reply.Note ?? "this cannot be asked") : TypedResults.Ok(reply);
}
