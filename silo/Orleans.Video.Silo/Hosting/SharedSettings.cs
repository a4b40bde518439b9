using System.Security.Cryptography;
using System.Text.Json;
using Orleans.Video.Grains;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Storage;

namespace Orleans.Video.Silo.Hosting;

/// <summary>
/// Holds a silo to what all that work on one store must agree in, before it takes any work: the number of shards, which is the store's for life, and
/// the model set, which may change only while no other silo is there. The object <c>cluster/settings.json</c> says what holds.
/// </summary>
internal sealed class SharedSettings(
    IObjectStore store, VideoPipelineOptions options, ServingModelSet models, IClusterMembershipService membership, ILocalSiloDetails self) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>The object.</summary>
    public const string Name = "cluster/settings.json";

    // This silo is listed as joining and not yet active: whoever starts at the same time sees it.
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(SharedSettings), ServiceLifecycleStage.ApplicationServices, AgreeAsync);

    private async Task AgreeAsync(CancellationToken cancellationToken)
    {
        var own = new Agreed(options.Shards, models.Id, DigestOf(models), self.SiloAddress.ToParsableString());
        while (true)
        {
            var stored = await store.GetJsonAsync<Agreed>(Name, ct: cancellationToken);
            if (stored is not null)
            {
                if (stored.Value.Shards != own.Shards) throw Disagree(nameof(options.Shards), $"{own.Shards}", $"{stored.Value.Shards}", "a store keeps its number of shards for life");
                if (stored.Value.ModelSet == own.ModelSet && stored.Value.Digest == own.Digest) return;
                await membership.Refresh(cancellationToken: cancellationToken);
                if (IsInForce(stored.Value))
                {
                    throw Disagree(
                        nameof(VideoSiloOptions.ModelSet), $"{own.ModelSet} ({own.Digest})", $"{stored.Value.ModelSet} ({stored.Value.Digest})",
                        "vectors of two sets cannot be compared, and the cluster has running silos; stop them all to change the set");
                }
            }

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

    // As long as any other silo works by it, or the one that wrote it is about to.
    private bool IsInForce(Agreed stored) => membership.CurrentSnapshot.Members.Values.Any(member =>
        !member.SiloAddress.Equals(self.SiloAddress)
        && (member.Status == SiloStatus.Active || (member.Status != SiloStatus.Dead && member.SiloAddress.ToParsableString() == stored.Silo)));

    private static string DigestOf(ServingModelSet models) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(models.Set.Manifest)))[..12];

    private static VideoSiloOptionsException Disagree(string option, string own, string stored, string reason) =>
        new($"{VideoSiloConfiguration.Section}:{option} is {own}, but {Name} in the store says {stored}: {reason}; give this silo the same");

    /// <summary>What is agreed.</summary>
    /// <param name="Shards">Shards of catalog and index.</param>
    /// <param name="ModelSet">The id of the model set.</param>
    /// <param name="Digest">The first digits of the digest of its manifest, which names every file's own.</param>
    /// <param name="Silo">The silo that wrote it.</param>
    private sealed record Agreed(int Shards, string ModelSet, string Digest, string Silo);
}
