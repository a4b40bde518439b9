using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Gradients;

/// <summary>Emits the nodes that bring an output's gradient back to a node's inputs: one tensor an input, null where none is wanted or none exists.</summary>
internal delegate Tensor?[] GradientRule(RuleCall call);

/// <summary>A node whose gradient is asked for.</summary>
/// <param name="Node">The node.</param>
/// <param name="Gradient">The gradient of its first output, of that output's shape.</param>
/// <param name="Needs">Whether the gradient of an input is wanted.</param>
internal sealed record RuleCall(GraphNode Node, Tensor Gradient, Func<int, bool> Needs)
{
    /// <summary>The node's inputs.</summary>
    public IReadOnlyList<Tensor> Inputs => Node.Inputs;

    /// <summary>The node's first output.</summary>
    public Tensor Output => Node.Outputs[0];

    /// <summary>The gradients that are wanted; the others are not even emitted.</summary>
    public Tensor?[] Give(params ReadOnlySpan<Func<Tensor>> gradients)
    {
        var given = new Tensor?[gradients.Length];
        for (var i = 0; i < given.Length; i++) given[i] = Needs(i) ? gradients[i]() : null;
        return given;
    }
}
