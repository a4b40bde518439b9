using Orleans.Video.Grains;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Storage;

namespace Orleans.Video.Silo.Hosting;

/// <summary>
/// Holds a silo to what all that work on one store must agree in: the number of shards, which is the store's for life. The object
/// <c>cluster/settings.json</c> says what holds. (Which model set serves, the store says too: see <see cref="Grains.Serving.ServingModelSets"/>.)
/// </summary>
internal sealed class SharedSettings(IObjectStore store, VideoPipelineOptions pipeline) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>The object.</summary>
    public const string Name = "cluster/settings.json";

    /// <summary>Agrees with what holds, or writes down what holds from now on. To be called before the silo becomes a member.</summary>
    /// <exception cref="VideoSiloOptionsException">Another value holds.</exception>
    public async Task AgreeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await store.GetJsonAsync<Agreed>(Name, ct: cancellationToken) is { } stored)
            {
                if (stored.Value != Own) throw Disagree(stored.Value);
                return;
            }

            try
            {
                await store.PutJsonAsync(Name, Own, PutCondition.IfAbsent, ct: cancellationToken);
                return;
            }
            catch (ObjectConflictException)
            {
                // Another silo starts at the same time: what it wrote holds.
            }
        }
    }

    // By now this silo is listed; whatever was written meanwhile holds.
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(SharedSettings), ServiceLifecycleStage.ApplicationServices, AgreeAsync);

    private Agreed Own => new(pipeline.Shards);

    private VideoSiloOptionsException Disagree(Agreed stored) => new(
        $"{VideoSiloConfiguration.Section}:{nameof(VideoPipelineOptions.Shards)} is {Own.Shards}, but {Name} in the store says {stored.Shards}: a store keeps its number of shards for life; give this silo the same");

    /// <summary>What is agreed.</summary>
    /// <param name="Shards">Shards of catalog and index.</param>
    private sealed record Agreed(int Shards);
}
