using Orleans.Video.Encoders;
using Orleans.Video.Grains.Devices;

namespace Orleans.Video.Grains.Encoders;

/// <summary>Makes and warms up every encoder of this silo, so that no first request pays for it.</summary>
public sealed class EncoderWarmUp(IGrainFactory grains, ILocalSiloDetails silo, SiloDevices devices, ServingModelSet models)
{
    /// <summary>Returns once every encoder of every device is warm, at once on a silo without devices. It may be called again after a failure, and costs nothing when it is done.</summary>
    /// <exception cref="Inference.ModelSets.ModelSetException">An encoder cannot be made or run.</exception>
    public Task RunAsync() => Task.WhenAll(devices.All.Select(device => WarmUpAsync(device.Name)));

    // One encoder of a device after the other: at once they would only take its time from each other.
    private async Task WarmUpAsync(string device)
    {
        foreach (var modality in models.Modalities)
            await grains.GetGrain<IEncoderGrain>(new EncoderKey(silo.SiloAddress.ToParsableString(), device, modality, models.Id).ToString()).WarmUpAsync();
    }
}
