using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Inference.Starter;

/// <summary>
/// An untrained audio encoder <c>[N, 1, 64, 98] → [N, 128]</c> whose vectors still tell sound-alikes: the shape of the spectrum, and textures of the spectrogram over a grid,
/// mixed by a random rotation. Loudness, which adds the same to every band, is taken off first.
/// </summary>
internal static class AudioGraph
{
    public const int Mels = 64;
    public const int Frames = 98;
    public const int Width = 128;

    private const int Filters = 16;

    public static byte[] Write(ulong seed)
    {
        var weights = new RandomWeights(seed);
        var graph = new GraphWriter("untrained audio encoder");
        var input = graph.Input("spectrogram", TensorElement.Float32, "N", 1, Mels, Frames);
        var centred = graph.Node("Sub", [input, graph.Node("ReduceMean", [input], Ints("axes", 1, 2, 3))]);

        var envelope = graph.Node("Reshape", [graph.Node("ReduceMean", [centred], Ints("axes", 3)), graph.Row(-1, Mels)]);

        var kernels = graph.Weights("textures", weights.Differences(Filters, 1, 5 * 5), Filters, 1, 5, 5);
        var texture = graph.Node("Abs", [graph.Node("Conv", [centred, kernels], Ints("pads", 2, 2, 2, 2), Ints("strides", 2, 2))]);
        var grid = graph.Node("AveragePool", [texture], Ints("kernel_shape", 8, 12), Ints("strides", 8, 12));
        var relative = graph.Node("Sub", [grid, graph.Node("ReduceMean", [grid], Ints("axes", 1))]);
        var length = Filters * 4 * 4;
        var textures = graph.Node("Reshape", [relative, graph.Row(-1, length)]);

        var features = graph.Node("Concat", [envelope, textures], NodeAttribute.Of("axis", 1L));
        graph.NodeAs("vectors", "MatMul", [features, graph.Weights("rotation", weights.Orthogonal(Mels + length, Width), Mels + length, Width)]);
        graph.Output("vectors", TensorElement.Float32, "N", Width);
        return graph.ToBytes();
    }

    private static NodeAttribute Ints(string name, params long[] values) => NodeAttribute.Of(name, values);
}
