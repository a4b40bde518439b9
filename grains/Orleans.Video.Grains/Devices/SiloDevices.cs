using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Grains.Devices;

/// <summary>The devices that this silo has; found once, when it starts.</summary>
public sealed class SiloDevices
{
    private SiloDevices(IReadOnlyList<InferenceDevice> all) => All = all;

    /// <summary>The devices; none: the silo takes no videos and hosts no encoders. A CUDA device's limit is that of all its sessions together.</summary>
    public IReadOnlyList<InferenceDevice> All { get; }

    /// <summary>Finds or checks the devices that the option <c>Devices</c> asks for.</summary>
    /// <param name="devices">The option; see <see cref="DeviceList"/>.</param>
    /// <param name="threads">Threads of a session on a device that is not given its own number.</param>
    /// <exception cref="DeviceException">The option is wrong, or a device that it names does not run.</exception>
    public static SiloDevices Find(string devices, int threads) => Find(devices, threads, DeviceProbe.CudaDevices, DeviceProbe.Problem);

    internal static SiloDevices Find(string devices, int threads, Func<IReadOnlyList<int>> cudaDevices, Func<InferenceDevice, string?> problemOf)
    {
        if (!DeviceList.TryParse(devices, out var list, out var problem)) throw new DeviceException($"Devices {problem}");
        if (!list.IsAuto) return new SiloDevices([.. Named(list, threads, problemOf)]);
        var cuda = cudaDevices();
        // One slot: sessions of several share the same cores, and a batch already uses all the threads that it may.
        return new SiloDevices(cuda.Count > 0
            ? [.. cuda.Select(number => new InferenceDevice($"{DeviceEntry.Cuda}:{number}", threads))]
            : [new InferenceDevice($"{DeviceEntry.Cpu}:0", threads)]);
    }

    /// <summary>The device of a name, as one of so many sessions on it is to see it; null when this silo has none.</summary>
    public InferenceDevice? Of(string name, int sessions)
    {
        var device = All.FirstOrDefault(device => device.Name == name);
        // ONNX Runtime limits the arena of each CUDA session: equal shares keep their sum within the device's limit. The CPU's arena is one.
        return device is { ArenaLimit: { } limit } && device.Name.StartsWith(DeviceEntry.Cuda, StringComparison.Ordinal) ? device with { ArenaLimit = limit / sessions } : device;
    }

    private static IEnumerable<InferenceDevice> Named(DeviceList list, int threads, Func<InferenceDevice, string?> problemOf)
    {
        var processors = list.Entries.Where(entry => entry is { Kind: DeviceEntry.Cpu, Memory: not null }).Sum(entry => entry.Memory!.Value);
        foreach (var entry in list.Entries)
        {
            var device = new InferenceDevice(entry.Name, entry.Threads ?? threads);
            if (entry.Kind == DeviceEntry.Cuda && problemOf(device) is { } problem)
            {
                throw new DeviceException(
                    $"Devices names {entry.Name}, which does not run ({problem}): take it out of the list or give auto; CUDA needs a build with -p:Gpu=true, a driver, CUDA and cuDNN");
            }

            yield return device with { ArenaLimit = entry.Memory is null ? null : entry.Kind == DeviceEntry.Cpu ? processors : entry.Memory };
        }
    }
}
