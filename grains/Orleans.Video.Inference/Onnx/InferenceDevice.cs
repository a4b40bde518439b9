using System.Globalization;

namespace Orleans.Video.Inference.Onnx;

/// <summary>What a session runs on.</summary>
/// <param name="Name">Kind and number: <c>cpu:0</c> or <c>cuda:0</c>. CUDA needs the GPU build of ONNX Runtime.</param>
/// <param name="Threads">Threads that one run may use, 1 to 1024.</param>
public sealed record InferenceDevice(string Name, int Threads)
{
    /// <summary>The first processor with one thread.</summary>
    public static InferenceDevice Cpu { get; } = new("cpu:0", 1);

    /// <summary>
    /// The most bytes that ONNX Runtime's arena may hold; null: no limit. On CUDA it is the limit of each session. On the CPU all sessions of
    /// this process that have a limit share one arena, so the number is that of all of them together, and below 4 GiB. An arena with a limit
    /// gives back after each run what it does not need.
    /// </summary>
    public long? ArenaLimit { get; init; }

    /// <summary>Whether threads wait for the next node by spinning: a long run of small nodes gets faster, at the cost of everything else on the machine.</summary>
    public bool Spin { get; init; }

    /// <summary>The kind and number in a device's name.</summary>
    /// <exception cref="ArgumentException">The name is neither <c>cpu:N</c> nor <c>cuda:N</c>, or the thread count or the limit is out of range.</exception>
    internal static (string Kind, int Ordinal) Parse(InferenceDevice device)
    {
        if (device.Threads is < 1 or > 1024)
            throw new ArgumentException($"device '{device.Name}': {device.Threads} threads is out of range; give 1 to 1024", nameof(device));
        var colon = device.Name.IndexOf(':', StringComparison.Ordinal);
        var kind = colon < 0 ? device.Name : device.Name[..colon];
        var ordinal = 0;
        if (kind is not ("cpu" or "cuda")
            || (colon >= 0 && !int.TryParse(device.Name.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ordinal)))
            throw new ArgumentException($"device '{device.Name}' is not known; use cpu:N or cuda:N", nameof(device));
        if (device.ArenaLimit is { } limit && (limit < 1 || (kind == "cpu" && limit > CpuArena.LargestLimit)))
            throw new ArgumentException($"device '{device.Name}': an arena limit of {limit} bytes is out of range; give 1 and more, on the CPU below 4 GiB", nameof(device));
        return (kind, ordinal);
    }
}
