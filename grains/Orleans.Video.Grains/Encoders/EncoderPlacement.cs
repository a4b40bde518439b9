using Orleans.Placement;
using Orleans.Runtime.Placement;
using Orleans.Video.Encoders;

namespace Orleans.Video.Grains.Encoders;

/// <summary>Places an encoder grain on the silo that its key names, and nowhere else.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking]
internal sealed class EncoderPlacement : PlacementStrategy
{
    public static readonly EncoderPlacement Instance = new();
}

/// <summary>Marks a grain class as placed by <see cref="EncoderPlacement"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class EncoderPlacementAttribute() : PlacementAttribute(EncoderPlacement.Instance);

/// <summary>Reads the silo from the key. A silo that is gone fails the call at once, so that the router takes another.</summary>
internal sealed class EncoderPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        if (!EncoderKey.TryParse(target.GrainIdentity.Key.ToString(), out var key))
            throw new ArgumentException($"'{target.GrainIdentity.Key}' is not an encoder's key: it must be silo/device/modality/model set", nameof(target));
        foreach (var silo in context.GetCompatibleSilos(target))
            if (silo.ToParsableString() == key.Silo) return Task.FromResult(silo);
        throw new SiloUnavailableException($"silo {key.Silo} is not in the cluster: its {key.Modality} encoder on {key.Device} is gone");
    }
}
