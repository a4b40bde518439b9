using Orleans.Video.Encoders;
using Orleans.Video.Grains.Devices;
using Orleans.Video.Grains.Serving;

namespace Orleans.Video.Grains.Encoders;

/// <summary>Makes and warms up the encoders of a model set on this silo, so that no first request pays for it.</summary>
public sealed class EncoderWarmUp(IGrainFactory grains, ILocalSiloDetails silo, SiloDevices devices, ServingModelSets models)
{
    /// <summary>Returns once every encoder of the set that serves is warm on every device, at once on a silo without devices. It may be called again after a failure, and costs nothing when it is done.</summary>
    /// <exception cref="Inference.ModelSets.ModelSetException">An encoder cannot be made or run.</exception>
    public Task RunAsync() => RunAsync(models.Serving);

    /// <summary>The same for a set that is about to serve.</summary>
    internal Task RunAsync(OpenedModelSet set) => Task.WhenAll(devices.All.Select(device => WarmUpAsync(device.Name, set)));

    /// <summary>Lets the encoders of a set go that is no longer kept, and with them the memory of their sessions.</summary>
    internal Task ReleaseAsync(OpenedModelSet set) => Task.WhenAll(
        from device in devices.All
        from modality in set.Modalities
        select KeyedBy(device.Name, modality, set).ReleaseAsync());

    // One encoder of a device after the other: at once they would only take its time from each other.
    private async Task WarmUpAsync(string device, OpenedModelSet set)
    {
        foreach (var modality in set.Modalities) await KeyedBy(device, modality, set).WarmUpAsync();
    }

    private IEncoderGrain KeyedBy(string device, string modality, OpenedModelSet set) =>
        grains.GetGrain<IEncoderGrain>(new EncoderKey(silo.SiloAddress.ToParsableString(), device, modality, set.Id).ToString());
}
