using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Gradients;

/// <summary>Rules of neighbourhoods.</summary>
internal static class PoolingRules
{
    // Beyond it a product does more work than it saves.
    private const int LongestProduct = 32;

    /// <summary>Every number gets its share from each mean that it was in: a convolution with ones turned back, channel by channel.</summary>
    public static Tensor?[] Average(RuleCall c)
    {
        var (graph, pool) = (c.Node.Graph, (AveragePool)c.Node.Operator);
        var (window, input, output) = (pool.Window, c.Inputs[0].Shape, c.Output.Shape);
        var shares = pool.Shares(input);
        var shared = shares.All(share => share == shares[0]) ? c.Gradient * shares[0] : c.Gradient * graph.Constant(shares, [1, 1, .. output.Skip(2)]);
        if (Tiles(window, input)) return [Repeat(shared, window, input)];
        var planes = input[0] * input[1];
        var ones = graph.Full([1, 1, .. window.Kernel], 1);
        return [shared.Reshape([planes, 1, .. output.Skip(2)]).ConvTranspose(ones, window, 1, [planes, 1, .. input.Skip(2)]).Reshape(input)];
    }

    /// <summary>The place that was the largest gets all of it.</summary>
    public static Tensor?[] Max(RuleCall c)
    {
        var (places, count) = (c.Node.Outputs[1], c.Output.Shape.Elements);
        var scattered = c.Node.Graph.Add(new ScatterAdd(c.Inputs[0].Shape.Elements), c.Gradient.Reshape([1, count, 1]), places.Reshape([1, count, 1]));
        return [scattered.Reshape(c.Inputs[0].Shape)];
    }

    private static bool Tiles(Window window, Shape input) => Enumerable.Range(0, window.Rank).All(i =>
        window.Strides[i] == window.Kernel[i] && window.Before[i] == 0 && window.Behind[i] == 0 && input[i + 2] % window.Kernel[i] == 0);

    // Neighbourhoods that touch and do not overlap: every share is only repeated. Along a short axis by a product with ones, which takes a fifth of the time of Expand.
    private static Tensor Repeat(Tensor shared, Window window, Shape input)
    {
        var x = shared;
        for (var i = 0; i < window.Rank; i++)
        {
            var (axis, times) = (i + 2, window.Kernel[i]);
            if (times == 1) continue;
            var (size, behind) = (x.Shape[axis], x.Shape.Skip(axis + 1).Aggregate(1, static (a, b) => a * b));
            var before = x.Shape.Elements / size / behind;
            Shape to = [.. x.Shape.Take(axis), size * times, .. x.Shape.Skip(axis + 1)];
            x = size > LongestProduct ? x.Reshape([before, size, 1, behind]).Expand([before, size, times, behind]).Reshape(to)
                : behind == 1 ? x.Reshape([before, size]).MatMul(Repeats(x.Graph, size, times)).Reshape(to)
                : Repeats(x.Graph, size, times).Transpose(1, 0).MatMul(x.Reshape([before, size, behind])).Reshape(to);
        }

        return x.Reshape(input);
    }

    // [size, size × times]: ones where a column is one of the repeats of its row.
    private static Tensor Repeats(Graph graph, int size, int times)
    {
        var ones = new double[size * size * times];
        for (var column = 0; column < size * times; column++) ones[column / times * size * times + column] = 1;
        return graph.Constant(ones, [size, size * times]);
    }
}
