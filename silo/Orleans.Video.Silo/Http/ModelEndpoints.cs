using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans.Video.Http;
using Orleans.Video.Inference;
using Orleans.Video.Versions;

namespace Orleans.Video.Silo.Http;

/// <summary><c>/v1/models</c>: which model set answers, and others beside it.</summary>
internal static class ModelEndpoints
{
    private const int LongestId = 64;

    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/models", async (IGrainFactory grains, ModelSetLibrary library) => TypedResults.Ok(ListOf(await Versions(grains).GetAsync(), library)))
            .WithName("listModels")
            .WithSummary("The model sets, and how far each has come in this store")
            .Produces<ModelSetList>()
            .ProducesProblems();
        Describe(routes.MapPost("/v1/models/{id}/fill", FillAsync), StatusCodes.Status202Accepted)
            .WithName("fillModel")
            .WithSummary("Begins to read every video with a model set, beside the one that answers")
            .WithDescription("It goes on by itself, also after a crash; listModels says how far it has come.");
        Describe(routes.MapDelete("/v1/models/{id}/fill", StopAsync), StatusCodes.Status200OK)
            .WithName("stopFill")
            .WithSummary("Stops filling a model set; what it has stays");
        Describe(routes.MapPost("/v1/models/{id}/use", UseAsync), StatusCodes.Status200OK)
            .WithName("useModel")
            .WithSummary("Lets a model set answer from now on")
            .WithDescription("The one before is kept, and new videos are read with both, so that the way back is open. 409: it has not been filled, or not whole.")
            .TakesQuery("force");
        Describe(routes.MapDelete("/v1/models/{id}", RemoveAsync), StatusCodes.Status202Accepted)
            .WithName("removeModel")
            .WithSummary("Begins to delete everything that a model set made in this store")
            .WithDescription("Its files stay. When it is no longer in the list, or has no state there, no byte of what it made is left. 409: it answers.");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder endpoint, int status) =>
        endpoint.Produces<ModelSetList>(status).ProducesProblems(400, 409, 422);

    private static async Task<IResult> FillAsync([Description(ParameterTexts.ModelSet)] string id, IGrainFactory grains, ModelSetLibrary library) =>
        TypedResults.Accepted("/v1/models", Told(await Versions(grains).FillAsync(Checked(id)), library));

    private static async Task<IResult> StopAsync([Description(ParameterTexts.ModelSet)] string id, IGrainFactory grains, ModelSetLibrary library) =>
        TypedResults.Ok(Told(await Versions(grains).StopAsync(Checked(id)), library));

    private static async Task<IResult> UseAsync(
        [Description(ParameterTexts.ModelSet)] string id, IGrainFactory grains, ModelSetLibrary library, [Description(ParameterTexts.Force)] bool force = false) =>
        TypedResults.Ok(Told(await Versions(grains).UseAsync(Checked(id), force), library));

    private static async Task<IResult> RemoveAsync([Description(ParameterTexts.ModelSet)] string id, IGrainFactory grains, ModelSetLibrary library) =>
        TypedResults.Accepted("/v1/models", Told(await Versions(grains).RemoveAsync(Checked(id)), library));

    private static IVersionsGrain Versions(IGrainFactory grains) => grains.GetGrain<IVersionsGrain>(0);

    private static string Checked(string id) => id.Length is > 0 and <= LongestId && id.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-')
        ? id
        : throw Refusal.Invalid("id", $"{Http.Told.Safely(id)} is no id of a model set: use lower-case letters, digits, '.', '_' and '-'");

    private static ModelSetList Told(VersionsReply reply, ModelSetLibrary library) => reply.Outcome switch
    {
        VersionsOutcome.Done => ListOf(reply.Status, library),
        VersionsOutcome.Unusable => throw Refusal.UnusableModelSet(reply.Message!),
        _ => throw Refusal.ModelSetInTheWay(reply.Message!),
    };

    private static ModelSetList ListOf(VersionsStatus status, ModelSetLibrary library)
    {
        var files = library.List().ToDictionary(static set => set.Id);
        return new ModelSetList(status.Sets.Serving, status.Sets.Previous, [.. files.Keys.Union(status.Sets.Kept.Select(static set => set.Id)).Order(StringComparer.Ordinal).Select(Item)]);

        ModelSetItem Item(string id)
        {
            var (file, fill) = (files.GetValueOrDefault(id), status.Fills.FirstOrDefault(fill => fill.ModelSet == id));
            return new ModelSetItem
            {
                Id = id,
                Version = file?.Manifest?.Version,
                Trained = file?.Manifest?.Trained,
                Serving = id == status.Sets.Serving,
                State = status.Sets.Of(id)?.State,
                Videos = fill?.Videos,
                Done = fill?.Done,
                Failed = fill?.Failed,
                Problems = [.. file?.Problem is { } problem ? [problem] : Array.Empty<string>(), .. fill?.Problems ?? []],
            };
        }
    }
}
