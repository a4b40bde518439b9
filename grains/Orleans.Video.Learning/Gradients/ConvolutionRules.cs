using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Gradients;

/// <summary>Rules of convolutions.</summary>
internal static class ConvolutionRules
{
    public static Tensor?[] Conv(RuleCall c)
    {
        var (x, weights, conv) = (c.Inputs[0], c.Inputs[1], (Conv)c.Node.Operator);
        Tensor Input() => InputGradient(c.Gradient, weights, conv.Window, conv.Groups, x.Shape);
        Tensor Weights() => WeightGradient(x, c.Gradient, conv.Window, conv.Groups, weights.Shape);
        return c.Inputs.Count == 2 ? c.Give(Input, Weights) : c.Give(Input, Weights, () => c.Gradient.Sum(BatchNormalization.BatchAxes(c.Gradient.Shape)).Reshape(c.Inputs[2].Shape));
    }

    /// <summary>It is itself a convolution's way back, so its own ways back are the convolution and, with the parts exchanged, the same weights' gradient.</summary>
    public static Tensor?[] ConvTranspose(RuleCall c)
    {
        var (x, weights, turned) = (c.Inputs[0], c.Inputs[1], (ConvTranspose)c.Node.Operator);
        return c.Give(
            () => c.Gradient.Conv(weights, turned.Window, turned.Groups),
            () => WeightGradient(c.Gradient, x, turned.Window, turned.Groups, weights.Shape));
    }

    /// <summary>A convolution with the kernel turned end to end and its channels exchanged: faster than a transposed one, but for strides of one only.</summary>
    private static Tensor InputGradient(Tensor gradient, Tensor weights, Window window, int groups, Shape shape)
    {
        int[] before = [.. Enumerable.Range(0, window.Rank).Select(i => window.Extent(i) - 1 - window.Before[i])];
        int[] behind = [.. Enumerable.Range(0, window.Rank).Select(i => window.Extent(i) - 1 - window.Behind[i])];
        if (window.Strides.Any(static s => s != 1) || before.Concat(behind).Any(static p => p < 0)) return gradient.ConvTranspose(weights, window, groups, shape);
        int[] kernel = [.. window.Kernel];
        var (outer, inner) = (weights.Shape[0] / groups, weights.Shape[1]);
        var exchanged = weights.Reshape([groups, outer, inner, .. kernel]).Transpose([0, 2, 1, .. Enumerable.Range(3, window.Rank)]).Reshape([groups * inner, outer, .. kernel]);
        var turned = exchanged.Flip([.. Enumerable.Range(2, window.Rank).Where(axis => exchanged.Shape[axis] > 1)]);
        return gradient.Conv(turned, window with { Before = before, Behind = behind }, groups);
    }

    /// <summary>For each tap of the kernel one product of the gradient's channels with what the tap saw, over all places at once. ONNX Runtime's own way, a convolution over exchanged operands, is several times slower.</summary>
    private static Tensor WeightGradient(Tensor x, Tensor gradient, Window window, int groups, Shape shape)
    {
        var (rank, places) = (window.Rank, gradient.Shape.Elements / gradient.Shape[1]);
        var (outer, inner) = (shape[0] / groups, shape[1]);
        int[] spatial = [.. Enumerable.Range(2, rank)];
        // Channels last: what a tap sees are then long runs of memory.
        var padded = x.Pad([0, 0, .. window.Before], [0, 0, .. window.Behind]).Transpose([.. spatial, 0, 1]);
        var columns = gradient.Transpose([.. spatial, 0, 1]).Reshape([places, groups, outer]);
        int[] counts = [.. gradient.Shape.Skip(2)];
        var taps = new List<Tensor>();
        foreach (var tap in window.Taps())
        {
            int[] starts = [.. tap.Select((t, i) => t * window.Dilations[i])];
            var seen = padded.Slice([.. Enumerable.Range(0, rank)], starts, counts, window.Strides).Reshape([places, groups, inner]);
            taps.Add(groups == 1
                ? columns.Reshape([places, outer]).Gemm(seen.Reshape([places, inner]), turnLeft: true)
                : columns.Transpose(1, 2, 0).MatMul(seen.Transpose(1, 0, 2)).Reshape([shape[0], inner]));
        }

        return taps.Stack(2).Reshape(shape);
    }
}
