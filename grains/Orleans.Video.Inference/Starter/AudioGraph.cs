using Orleans.Video.Inference.ModelSets;
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

    /// <summary>How the starter set's audio encoder takes sound, trained or not.</summary>
    /// <param name="file">The file of its graph.</param>
    /// <param name="trained">Whether it has learned.</param>
    public static AudioSpec Describe(ModelSetFile file, bool trained) => new()
    {
        File = file.File,
        Sha256 = file.Sha256,
        Trained = trained,
        Width = Width,
        Input = "spectrogram",
        Output = "vectors",
        Mel = new MelSpec { NFft = 512, Window = 400, Hop = 160, FMin = 20, FMax = 7600, Mels = Mels },
        Frames = Frames,
        Mean = -6,
        Std = 4,
    };

    public static byte[] Write(ulong seed)
    {
        var weights = new RandomWeights(seed);
        var graph = new GraphWriter("untrained audio encoder");
        var input = graph.Input("spectrogram", TensorElement.Float32, "N", 1, Mels, Frames);
        var level = graph.Node("Sub", [input, graph.Node("ReduceMean", [input], NodeAttribute.Ints("axes", 1, 2, 3))]);
        // In silence only rounding is left of this, which the gate keeps from being taken for a sound.
        var power = graph.Node("ReduceMean", [graph.Node("Mul", [level, level])], NodeAttribute.Ints("axes", 1, 2, 3));
        var centred = graph.Node("Mul", [level, graph.Node("Div", [power, graph.Node("Add", [power, graph.Scalar(1e-4f)])])]);

        var envelope = graph.Node("Reshape", [graph.Node("ReduceMean", [centred], NodeAttribute.Ints("axes", 3)), graph.Row(-1, Mels)]);

        var kernels = graph.Weights("textures", weights.Differences(Filters, 1, 5 * 5), Filters, 1, 5, 5);
        var texture = graph.Node("Abs", [graph.Node("Conv", [centred, kernels], NodeAttribute.Ints("pads", 2, 2, 2, 2), NodeAttribute.Ints("strides", 2, 2))]);
        var grid = graph.Node("AveragePool", [texture], NodeAttribute.Ints("kernel_shape", 8, 12), NodeAttribute.Ints("strides", 8, 12));
        var relative = graph.Node("Sub", [grid, graph.Node("ReduceMean", [grid], NodeAttribute.Ints("axes", 1))]);
        var length = Filters * 4 * 4;
        var textures = graph.Node("Reshape", [relative, graph.Row(-1, length)]);

        var features = graph.Node("Concat", [envelope, textures], NodeAttribute.Of("axis", 1));
        graph.NodeAs("vectors", "MatMul", [features, graph.Weights("rotation", weights.Orthogonal(Mels + length, Width), Mels + length, Width)]);
        graph.Output("vectors", TensorElement.Float32, "N", Width);
        return graph.ToBytes();
    }
}
