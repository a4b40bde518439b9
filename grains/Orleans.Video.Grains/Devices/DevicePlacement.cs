using Orleans.Placement;
using Orleans.Runtime.Placement;
using Orleans.Video.Encoders;

namespace Orleans.Video.Grains.Devices;

/// <summary>Places a grain on silos with devices only: what reads videos belongs beside the encoders.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class DevicePlacementFilterAttribute() : PlacementFilterAttribute(new DevicePlacementFilter());

/// <summary>See <see cref="DevicePlacementFilterAttribute"/>.</summary>
internal sealed class DevicePlacementFilter : PlacementFilterStrategy
{
    public DevicePlacementFilter()
        : base(order: 0)
    {
    }
}

/// <summary>Leaves out the silos that have announced no device.</summary>
internal sealed class DevicePlacementFilterDirector(SiloOffers offers) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var able = silos.Where(silo => offers.Of(silo).HasDevices).ToArray();
        return able.Length > 0 ? able : throw new NoDeviceException("no silo of the cluster has a device, so none can take videos: start a silo whose option Devices is not none");
    }
}
