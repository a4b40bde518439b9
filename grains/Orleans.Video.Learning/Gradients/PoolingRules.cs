using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Gradients;

/// <summary>Rules of neighbourhoods.</summary>
internal static class PoolingRules
{
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

    // Neighbourhoods that touch and do not overlap: every share is only repeated.
    private static Tensor Repeat(Tensor shared, Window window, Shape input)
    {
        var (narrow, wide) = (shared.Shape.Take(2).ToList(), shared.Shape.Take(2).ToList());
        for (var i = 0; i < window.Rank; i++)
        {
            narrow.AddRange([shared.Shape[i + 2], 1]);
            wide.AddRange([shared.Shape[i + 2], window.Kernel[i]]);
        }

        return shared.Reshape([.. narrow]).Expand([.. wide]).Reshape(input);
    }
}
