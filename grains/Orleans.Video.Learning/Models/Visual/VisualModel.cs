using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Layers;

namespace Orleans.Video.Learning.Models.Visual;

/// <summary>
/// A clip to a vector: a residual convolutional network over every frame, then the mean over the frames (arXiv 1512.03385 for the blocks).
/// <code>
/// frames [N, T, 3, S, S] → stem, S÷2 → stages, each half as large → mean over places and frames → joint space [N, D], length one
/// </code>
/// </summary>
public static class VisualModel
{
    /// <summary>The layer that holds all variables.</summary>
    public const string Layer = "visual";

    /// <summary>Adds the encoder to a graph.</summary>
    /// <param name="frames"><c>[N, T, 3, S, S]</c>, normalised.</param>
    /// <param name="options">Its size.</param>
    /// <param name="mode">What the graph is for.</param>
    /// <returns><c>[N, D]</c>, rows of length one.</returns>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="GraphException">The frames have another shape.</exception>
    public static Tensor Encode(Tensor frames, VisualModelOptions options, ModelMode mode)
    {
        options.Check();
        var clips = frames.Shape[0];
        if (!frames.Shape.Equals([clips, options.Frames, 3, options.Size, options.Size]))
            throw new GraphException(Layer, nameof(Encode), $"clips {frames} are not [N, {options.Frames}, 3, {options.Size}, {options.Size}]");
        using var layer = frames.Graph.Layer(Layer);
        var x = frames.Reshape([clips * options.Frames, 3, options.Size, options.Size]).ConvNormalized("stem", options.Widths[0], 3, mode, stride: 2).Relu();
        for (var stage = 0; stage < options.Widths.Count; stage++)
            for (var block = 0; block < options.Depths[stage]; block++)
                x = Block(x, $"stage{stage}.{block}", options.Widths[stage], stage > 0 && block == 0 ? 2 : 1, mode);
        var features = x.GlobalAveragePool();
        if (options.Frames > 1) features = features.Reshape([clips, options.Frames, features.Shape[1]]).Mean(1).Drop(1);
        if (mode == ModelMode.Training) features = features.Dropout(options.Dropout);
        return features.Linear("joint", options.JointWidth).UnitLength();
    }

    // The branch begins as nothing, so that a deep network begins as a shallow one.
    private static Tensor Block(Tensor x, string name, int width, int stride, ModelMode mode)
    {
        using var layer = x.Graph.Layer(name);
        var branch = x.ConvNormalized("first", width, 3, mode, stride).Relu().ConvNormalized("second", width, 3, mode, gain: 0.2f);
        // Means before the product: no place of the input is passed over.
        var straight = stride > 1 ? x.AveragePool(stride) : x;
        if (straight.Shape[1] != width) straight = straight.ConvNormalized("straight", width, 1, mode);
        return (branch + straight).Relu();
    }
}
