using Microsoft.ML.OnnxRuntime;
using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Training;

/// <summary>Where the values of a device lie, and the way from there to the processor's memory.</summary>
internal static class DeviceMemory
{
    /// <summary>The memory in which a device's graphs leave their values.</summary>
    public static OrtMemoryInfo Of(InferenceDevice device)
    {
        var (kind, ordinal) = InferenceDevice.Parse(device);
        return kind == "cuda" ? new OrtMemoryInfo("Cuda", OrtAllocatorType.DeviceAllocator, ordinal, OrtMemType.Default) : OrtMemoryInfo.DefaultInstance;
    }

    /// <summary>Whether the processor can read a value where it lies.</summary>
    public static bool IsReadable(OrtValue value) => value.GetTensorMemoryInfo().Name.StartsWith("Cpu", StringComparison.Ordinal);

    /// <summary>A copy in the processor's memory: a graph that does nothing, whose output is bound there.</summary>
    public static OrtValue Fetch(OrtValue value, TensorElement element, long[] shape, InferenceDevice device)
    {
        var graph = new GraphWriter("fetch");
        Dimension[] dimensions = [.. shape.Select(static s => (Dimension)(int)s)];
        graph.NodeAs("there", "Identity", [graph.Input("here", element, dimensions)]);
        graph.Output("there", element, dimensions);
        using var session = new OnnxSession("training", "fetch", graph.ToBytes(), device);
        using var binding = session.Bind();
        binding.BindInput("here", value);
        binding.BindOutputToDevice("there", OrtMemoryInfo.DefaultInstance);
        session.Run(binding);
        return binding.GetOutputValues().Single();
    }
}
