using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Inference.Starter;

/// <summary>
/// An untrained visual encoder <c>[N, 4, 3, 96, 96] → [N, 128]</c> whose vectors still tell look-alikes: colours and edges over a grid of 4 × 4 cells, and how they move,
/// mixed by a random rotation. Nothing in it has a mean of its own, because random features that all point one way make everything alike.
/// </summary>
internal static class VisualGraph
{
    public const int Frames = 4;
    public const int Size = 96;
    public const int Width = 128;

    private const int Cell = 24;
    private const int Filters = 24;

    /// <summary>How much more a colour counts than brightness: most of a picture's variance is brightness, and tints are what tells versions apart.</summary>
    private const float ColourGain = 4f;

    private const float EdgeGain = 1f;
    private const float MotionGain = 0.5f;

    public static byte[] Write(ulong seed)
    {
        var weights = new RandomWeights(seed);
        var graph = new GraphWriter("untrained visual encoder");
        var clips = graph.Input("frames", TensorElement.Float32, "N", Frames, 3, Size, Size);
        var frames = graph.Node("Reshape", [clips, graph.Row(-1, 3, Size, Size)]);

        // Brightness, red against green, yellow against blue.
        float[] opponent = [1 / 3f, 1 / 3f, 1 / 3f, ColourGain / 2, -ColourGain / 2, 0, ColourGain / 4, ColourGain / 4, -ColourGain / 2];
        var pooled = graph.Node("AveragePool", [frames], NodeAttribute.Ints("kernel_shape", Cell, Cell), NodeAttribute.Ints("strides", Cell, Cell));
        var colours = graph.Node("Conv", [pooled, graph.Weights("opponent", opponent, 3, 3, 1, 1)]);

        // Edges: what differs from its surroundings, in any colour, whichever way.
        var kernels = graph.Weights("edges", weights.Differences(Filters, 3, 7 * 7), Filters, 3, 7, 7);
        var edges = graph.Node("Conv", [frames, kernels], NodeAttribute.Ints("pads", 3, 3, 3, 3), NodeAttribute.Ints("strides", 4, 4));
        var strength = graph.Node("AveragePool", [graph.Node("Abs", [edges])], NodeAttribute.Ints("kernel_shape", Cell / 4, Cell / 4), NodeAttribute.Ints("strides", Cell / 4, Cell / 4));
        // Filters of one cell agree on how much texture there is; what tells textures apart is where they do not.
        var centred = graph.Node("Sub", [strength, graph.Node("ReduceMean", [strength], NodeAttribute.Ints("axes", 1))]);
        var textures = graph.Node("Mul", [centred, graph.Scalar(EdgeGain)]);

        var cells = graph.Node("Concat", [colours, textures], NodeAttribute.Of("axis", 1));
        var length = (3 + Filters) * 16;
        var rows = graph.Node("Reshape", [cells, graph.Row(-1, Frames, length)]);
        var mean = graph.Node("ReduceMean", [rows], NodeAttribute.Ints("axes", 1), NodeAttribute.Of("keepdims", 0));
        var later = graph.Node("Slice", [rows, graph.Row(1), graph.Row(Frames), graph.Row(1)]);
        var earlier = graph.Node("Slice", [rows, graph.Row(0), graph.Row(Frames - 1), graph.Row(1)]);
        var change = graph.Node("Sub", [later, earlier]);
        var motion = graph.Node("Mul", [graph.Node("ReduceMean", [change], NodeAttribute.Ints("axes", 1), NodeAttribute.Of("keepdims", 0)), graph.Scalar(MotionGain)]);
        var features = graph.Node("Concat", [mean, motion], NodeAttribute.Of("axis", 1));
        graph.NodeAs("vectors", "MatMul", [features, graph.Weights("rotation", weights.Orthogonal(2 * length, Width), 2 * length, Width)]);
        graph.Output("vectors", TensorElement.Float32, "N", Width);
        return graph.ToBytes();
    }
}
