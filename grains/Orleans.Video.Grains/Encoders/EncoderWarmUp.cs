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

    // One encoder of a device after the other: at once they would only take its time from each other.
    private async Task WarmUpAsync(string device, OpenedModelSet set)
    {
        foreach (var modality in set.Modalities)
            await grains.GetGrain<IEncoderGrain>(new EncoderKey(silo.SiloAddress.ToParsableString(), device, modality, set.Id).ToString()).WarmUpAsync();
    }
}
