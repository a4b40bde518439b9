using Microsoft.ML.OnnxRuntime;
using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Inference.Onnx;

/// <summary>Which devices this process can run sessions on.</summary>
public static class DeviceProbe
{
    /// <summary>More than any machine has; where there are so many, something else is wrong.</summary>
    private const int MostDevices = 64;

    /// <summary>Whether this is a build of ONNX Runtime that knows CUDA. Whether there is a device is another question: see <see cref="Problem"/>.</summary>
    public static bool KnowsCuda => OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider");

    /// <summary>The numbers of the CUDA devices that run a graph: 0 up to the first that does not. Empty with a build that does not know CUDA.</summary>
    public static IReadOnlyList<int> CudaDevices()
    {
        if (!KnowsCuda) return [];
        var found = new List<int>();
        while (found.Count < MostDevices && Problem(new InferenceDevice($"cuda:{found.Count}", 1)) is null) found.Add(found.Count);
        return found;
    }

    /// <summary>Runs the smallest of graphs on a device; why it could not, or null when it could.</summary>
    public static string? Problem(InferenceDevice device)
    {
        if (InferenceDevice.Parse(device).Kind == "cuda" && !KnowsCuda) return "this build of ONNX Runtime knows no CUDA";
        var graph = new GraphWriter("probe");
        graph.NodeAs("y", "Neg", [graph.Input("x", TensorElement.Float32, 1)]);
        graph.Output("y", TensorElement.Float32, 1);
        try
        {
            using var session = new OnnxSession("probe", "probe.onnx", graph.ToBytes(), device);
            using var input = OrtValue.CreateTensorValueFromMemory(new float[] { 1 }, [1]);
            session.WarmUp(["x"], [input], ["y"]).Dispose();
            return null;
        }
        catch (ModelSetException problem)
        {
            return problem.Message;
        }
    }
}
