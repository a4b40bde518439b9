using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Video.Grains;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Storage;

namespace Orleans.Video.Silo.Hosting;

/// <summary>
/// Holds a silo to what all that work on one store must agree in: the number of shards, which is the store's for life, and the model set, which may
/// change only while no other silo is there. The object <c>cluster/settings.json</c> says what holds.
/// </summary>
internal sealed class SharedSettings(
    IObjectStore store, VideoPipelineOptions pipeline, VideoSiloOptions options, ServingModelSet models, IServiceProvider services, TimeProvider time) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>The object.</summary>
    public const string Name = "cluster/settings.json";

    // As many heartbeats may a member of the list have missed and still count as running.
    private const int MissedHeartbeats = 3;

    /// <summary>Agrees with the silos that run, or writes down what holds from now on. To be called before the silo becomes a member.</summary>
    /// <exception cref="VideoSiloOptionsException">They work by other values.</exception>
    public async Task AgreeAsync(CancellationToken cancellationToken)
    {
        var own = Own;
        while (true)
        {
            var stored = await store.GetJsonAsync<Agreed>(Name, ct: cancellationToken);
            if (stored?.Value == own) return;
            if (stored is not null && (stored.Value.Shards != own.Shards || await HasRunningSilosAsync(cancellationToken))) throw Disagree(own, stored.Value);
            try
            {
                await store.PutJsonAsync(Name, own, stored is null ? PutCondition.IfAbsent : PutCondition.IfMatch(stored.ETag), ct: cancellationToken);
                return;
            }
            catch (ObjectConflictException)
            {
                // Another silo starts at the same time: what it wrote holds.
            }
        }
    }

    // By now this silo is listed, and no other can change what holds. One that started at the same time, and was not yet listed either, may have.
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(SharedSettings), ServiceLifecycleStage.ApplicationServices, async cancellationToken =>
    {
        if (await store.GetJsonAsync<Agreed>(Name, ct: cancellationToken) is { } stored && stored.Value != Own) throw Disagree(Own, stored.Value);
    });

    private Agreed Own => new(
        pipeline.Shards, models.Id, Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(models.Set.Manifest)))[..12]);

    // Those that were killed all at once are still listed, but no longer say that they live.
    private async Task<bool> HasRunningSilosAsync(CancellationToken cancellationToken)
    {
        if (options.Cluster is not { } cluster) return false;
        var table = services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(true, cancellationToken);
        var oldest = time.GetUtcNow().UtcDateTime - (MissedHeartbeats * cluster.RefreshInterval);
        return (await table.ReadAllAsync(cancellationToken)).Members
            .Any(member => member.Item1.Status != SiloStatus.Dead && (member.Item1.IAmAliveTime > oldest || member.Item1.StartTime > oldest));
    }

    private static VideoSiloOptionsException Disagree(Agreed own, Agreed stored) => own.Shards != stored.Shards
        ? new VideoSiloOptionsException(
            $"{VideoSiloConfiguration.Section}:{nameof(VideoPipelineOptions.Shards)} is {own.Shards}, but {Name} in the store says {stored.Shards}: a store keeps its number of shards for life; give this silo the same")
        : new VideoSiloOptionsException(
            $"{VideoSiloConfiguration.Section}:{nameof(VideoSiloOptions.ModelSet)} is {own.ModelSet} ({own.Digest}), but {Name} in the store says {stored.ModelSet} ({stored.Digest}), and silos run by it, whose "
            + "vectors cannot be compared with those of another set: give this silo the same, or stop them all to change it");

    /// <summary>What is agreed.</summary>
    /// <param name="Shards">Shards of catalog and index.</param>
    /// <param name="ModelSet">The id of the model set.</param>
    /// <param name="Digest">The first digits of the digest of its manifest, which names every file's own.</param>
    private sealed record Agreed(int Shards, string ModelSet, string Digest);
}
