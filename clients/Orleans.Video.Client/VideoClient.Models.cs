using Orleans.Video.Http;

namespace Orleans.Video.Client;

/// <content>The model sets of a server.</content>
public sealed partial class VideoClient
{
    // Every silo opens the set, runs its encoders and warms them up before the answer.
    private static readonly TimeSpan ModelPatience = TimeSpan.FromMinutes(3);

    /// <summary>The model sets, and how far each has come in the server's store.</summary>
    public Task<ModelSetList> ListModelsAsync(CancellationToken cancellationToken = default) => GetJsonAsync<ModelSetList>("v1/models", cancellationToken);

    /// <summary>Begins to read every video with a model set, beside the one that answers.</summary>
    public Task<ModelSetList> FillModelAsync(string id, CancellationToken cancellationToken = default) => AskModelsAsync(HttpMethod.Post, id, "/fill", cancellationToken);

    /// <summary>Stops filling a model set.</summary>
    public Task<ModelSetList> StopFillAsync(string id, CancellationToken cancellationToken = default) => AskModelsAsync(HttpMethod.Delete, id, "/fill", cancellationToken);

    /// <summary>Lets a model set answer from now on.</summary>
    /// <param name="id">The set.</param>
    /// <param name="force">Whether also one that lacks videos.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<ModelSetList> UseModelAsync(string id, bool force = false, CancellationToken cancellationToken = default) =>
        AskModelsAsync(HttpMethod.Post, id, "/use" + Query(("force", force ? "true" : null)), cancellationToken);

    /// <summary>Begins to delete everything that a model set made.</summary>
    public Task<ModelSetList> RemoveModelAsync(string id, CancellationToken cancellationToken = default) => AskModelsAsync(HttpMethod.Delete, id, "", cancellationToken);

    private async Task<ModelSetList> AskModelsAsync(HttpMethod method, string id, string rest, CancellationToken cancellationToken)
    {
        using var reply = await SendAsync(new HttpRequestMessage(method, $"v1/models/{Uri.EscapeDataString(id)}{rest}"), ModelPatience, cancellationToken);
        await ThrowIfRefusedAsync(reply, cancellationToken);
        return await ReadAsync<ModelSetList>(reply, cancellationToken);
    }
}
