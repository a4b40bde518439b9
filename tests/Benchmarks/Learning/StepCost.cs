using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Benchmarks.Learning;

/// <summary>The floating-point operations that a model's products need, counted from its graph; what works number by number is not counted.</summary>
internal static class StepCost
{
    /// <summary>One way through: twice the multiplications of every convolution and matrix product.</summary>
    public static double Forward(Graph graph) => graph.Nodes.Sum(Of);

    /// <summary>
    /// One step: each product once forward, once for the gradient of its left side and once for that of its right side, except where a side is fed or fixed and has no gradient.
    /// However many more the graph does to get there is its own loss. Call it before gradients are added.
    /// </summary>
    public static double Step(Graph graph)
    {
        var moves = new HashSet<GraphNode>();
        foreach (var node in graph.Nodes)
            if (node.Operator is Variable { IsTrained: true } || node.Inputs.Any(input => moves.Contains(input.Node))) moves.Add(node);
        return graph.Nodes.Sum(node => Of(node) * (1 + node.Inputs.Take(2).Count(input => moves.Contains(input.Node))));
    }

    private static double Of(GraphNode node) => node.Operator switch
    {
        Conv => 2.0 * node.Outputs[0].Shape.Elements * node.Inputs[1].Shape.Elements / node.Inputs[1].Shape[0],
        MatMul => 2.0 * node.Outputs[0].Shape.Elements * node.Inputs[0].Shape[-1],
        Gemm gemm => 2.0 * node.Outputs[0].Shape.Elements * node.Inputs[0].Shape[gemm.TurnLeft ? 0 : 1],
        _ => 0,
    };
}
