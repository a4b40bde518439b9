using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Orleans.Video.Grains.Devices;

/// <summary>What every silo of the cluster offers. Orleans fetches a silo's metadata when it joins; until then it counts as offering nothing.</summary>
internal sealed class SiloOffers(ISiloMetadataCache metadata, ILocalSiloDetails local, SiloOffer own)
{
    /// <summary>The offer of a silo. This one's is known from the start, not only when it has joined.</summary>
    public SiloOffer Of(SiloAddress silo) => silo.Equals(local.SiloAddress) ? own : SiloOffer.From(metadata.GetSiloMetadata(silo).Metadata);
}
