namespace Orleans.Video.Learning.Graphs;

/// <summary>
/// What ONNX Runtime's processor kernels compute in float alone, put together from operators that it has in double. Gradients are checked in double: so they go through the same
/// rules as in training, and only these forwards are written twice (a test holds the two to one another).
/// </summary>
internal static class DoubleKernels
{
    /// <summary>2⁄√π · e^(−x²) · x · Σ (2x²)ⁿ ⁄ (1·3·5…(2n+1)): all terms of one sign, so nothing cancels; 100 of them reach double precision for |x| ≤ 5.</summary>
    public static string Erf(GraphEmitter emitter, string x)
    {
        const int Terms = 100;
        var writer = emitter.Writer;
        var one = emitter.Scalar(1);
        var square = writer.Node("Mul", [x, x]);
        var sum = one;
        for (var n = Terms; n >= 1; n--) sum = writer.Node("Add", [writer.Node("Mul", [writer.Node("Mul", [square, emitter.Scalar(2.0 / (2 * n + 1))]), sum]), one]);
        var bell = writer.Node("Exp", [writer.Node("Neg", [square])]);
        return writer.Node("Mul", [writer.Node("Mul", [writer.Node("Mul", [x, sum]), bell]), emitter.Scalar(2 / Math.Sqrt(Math.PI))]);
    }

    public static string Conv(GraphEmitter emitter, GraphNode node, Window window, int groups)
    {
        var (x, weights) = (node.Inputs[0], node.Inputs[1]);
        var sum = Conv(emitter, emitter[x], x.Shape, emitter[weights], weights.Shape, window, groups);
        if (node.Inputs.Count < 3) return sum;
        var wide = emitter.Writer.Node("Reshape", [emitter[node.Inputs[2]], emitter.Writer.Row(BatchNormalization.WideChannels(node.Outputs[0].Shape).Longs)]);
        return emitter.Writer.Node("Add", [sum, wide]);
    }

    public static string ConvTranspose(GraphEmitter emitter, GraphNode node, Window window, int groups)
    {
        var writer = emitter.Writer;
        var (input, weights, output) = (node.Inputs[0].Shape, node.Inputs[1].Shape, node.Outputs[0].Shape);
        var (outer, inner) = (weights[0] / groups, weights[1]);
        var rows = writer.Node("Reshape", [emitter[node.Inputs[0]], writer.Row(input[0], groups, outer, input.Elements / input[0] / input[1])]);
        var sum = "";
        foreach (var tap in window.Taps())
        {
            var kernel = writer.Node("Transpose", [Tap(emitter, emitter[node.Inputs[1]], weights, tap, groups)], Orleans.Video.Inference.Onnx.NodeAttribute.Ints("perm", 0, 2, 1));
            var part = writer.Node("Reshape", [writer.Node("MatMul", [kernel, rows]), writer.Row([input[0], inner * groups, .. input.Skip(2).Select(static s => (long)s)])]);
            var whole = new int[window.Rank];
            for (var axis = 0; axis < window.Rank; axis++)
            {
                whole[axis] = output[axis + 2] + window.Before[axis] + window.Behind[axis];
                part = Place(emitter, part, [input[0], inner * groups, .. whole.Take(axis), .. input.Skip(axis + 2)], axis + 2, window.Strides[axis], tap[axis] * window.Dilations[axis], whole[axis]);
            }

            sum = sum.Length == 0 ? part : writer.Node("Add", [sum, part]);
        }

        long[] ends = [.. Enumerable.Range(0, window.Rank).Select(i => (long)window.Before[i] + output[i + 2])];
        return writer.Node("Slice", [sum, emitter.Fixed(window.Before), writer.Row(ends), emitter.Fixed([.. Enumerable.Range(2, window.Rank)])]);
    }

    public static string AveragePool(GraphEmitter emitter, GraphNode node, AveragePool pool)
    {
        var writer = emitter.Writer;
        var (input, output) = (node.Inputs[0].Shape, node.Outputs[0].Shape);
        Shape flat = [input[0] * input[1], 1, .. input.Skip(2)];
        Shape kernel = [1, 1, .. pool.Window.Kernel];
        var ones = writer.Constant(emitter.Element, [.. Enumerable.Repeat(1.0, kernel.Elements)], kernel.Longs);
        var sums = writer.Node("Reshape", [Conv(emitter, writer.Node("Reshape", [emitter[node.Inputs[0]], writer.Row(flat.Longs)]), flat, ones, kernel, pool.Window, 1), writer.Row(output.Longs)]);
        return writer.Node("Mul", [sums, writer.Constant(emitter.Element, pool.Shares(input), [1, 1, .. output.Skip(2).Select(static s => (long)s)])]);
    }

    private static string Conv(GraphEmitter emitter, string x, Shape input, string weights, Shape kernel, Window window, int groups)
    {
        var writer = emitter.Writer;
        var output = window.Output(input, kernel[0]);
        long[] pads = [0, 0, .. window.Before.Select(static p => (long)p), 0, 0, .. window.Behind.Select(static p => (long)p)];
        var padded = writer.Node("Pad", [x, writer.Row(pads)]);
        var axes = emitter.Fixed([.. Enumerable.Range(2, window.Rank)]);
        var sum = "";
        foreach (var tap in window.Taps())
        {
            long[] starts = [.. tap.Select((t, i) => (long)t * window.Dilations[i])];
            long[] ends = [.. starts.Select((start, i) => start + (output[i + 2] - 1) * window.Strides[i] + 1)];
            var seen = writer.Node("Slice", [padded, writer.Row(starts), writer.Row(ends), axes, emitter.Fixed(window.Strides)]);
            var rows = writer.Node("Reshape", [seen, writer.Row(input[0], groups, input[1] / groups, output.Elements / output[0] / output[1])]);
            var part = writer.Node("MatMul", [Tap(emitter, weights, kernel, tap, groups), rows]);
            sum = sum.Length == 0 ? part : writer.Node("Add", [sum, part]);
        }

        return writer.Node("Reshape", [sum, writer.Row(output.Longs)]);
    }

    // One tap of the weights [M, C ÷ groups, kernel…] as [groups, M ÷ groups, C ÷ groups].
    private static string Tap(GraphEmitter emitter, string weights, Shape shape, int[] tap, int groups)
    {
        int[] ends = [.. tap.Select(static t => t + 1)];
        var slice = emitter.Writer.Node("Slice", [weights, emitter.Fixed(tap), emitter.Fixed(ends), emitter.Fixed([.. Enumerable.Range(2, tap.Length)])]);
        return emitter.Writer.Node("Reshape", [slice, emitter.Writer.Row(groups, shape[0] / groups, shape[1])]);
    }

    // Puts the places of an axis at start, start + stride … of a longer one.
    private static string Place(GraphEmitter emitter, string x, Shape shape, int axis, int stride, int start, int length)
    {
        var writer = emitter.Writer;
        if (stride > 1)
        {
            var pads = new long[2 * (shape.Rank + 1)];
            pads[shape.Rank + 1 + axis + 1] = stride - 1;
            var split = writer.Node("Pad", [writer.Node("Reshape", [x, writer.Row(shape.Insert(axis + 1).Longs)]), writer.Row(pads)]);
            shape = shape.With(axis, shape[axis] * stride);
            x = writer.Node("Reshape", [split, writer.Row(shape.Longs)]);
        }

        // A negative pad cuts off the zeros that the last place brought along.
        var outer = new long[2 * shape.Rank];
        outer[axis] = start;
        outer[shape.Rank + axis] = length - start - shape[axis];
        return writer.Node("Pad", [x, writer.Row(outer)]);
    }
}
