using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Graphs;

/// <summary>The bends of a network, and distributions over an axis.</summary>
public static class Activations
{
    /// <summary>The error function.</summary>
    public static Tensor Erf(this Tensor x) => x.Graph.Add(new Erf(), x);

    /// <summary>The hyperbolic tangent.</summary>
    public static Tensor Tanh(this Tensor x) => x.Graph.Add(new Tanh(), x);

    /// <summary>1 ÷ (1 + e⁻ˣ).</summary>
    public static Tensor Sigmoid(this Tensor x) => x.Graph.Add(new Sigmoid(), x);

    /// <summary>x, or 0 where it is negative; at 0 the gradient is 0.</summary>
    public static Tensor Relu(this Tensor x) => x.Graph.Add(new Relu(), x);

    /// <summary>x times the share of the normal distribution below it; arXiv 1606.08415, the exact form.</summary>
    public static Tensor Gelu(this Tensor x) => x.Graph.Add(new Gelu(), x);

    /// <summary>Shares along an axis that sum to one.</summary>
    public static Tensor Softmax(this Tensor x, int axis = -1) => x.Graph.Add(new Softmax(x.Shape.Axis(axis)), x);

    /// <summary>The logarithm of the shares along an axis.</summary>
    public static Tensor LogSoftmax(this Tensor x, int axis = -1) => x.Graph.Add(new LogSoftmax(x.Shape.Axis(axis)), x);
}

internal sealed record Tanh : UnaryOperator;

internal sealed record Sigmoid : UnaryOperator;

internal sealed record Relu : UnaryOperator;

internal sealed record Erf : UnaryOperator
{
    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Give(node, Write(emitter, emitter[node.Inputs[0]]));

    public static string Write(GraphEmitter emitter, string x) => emitter.Element == TensorElement.Double ? DoubleKernels.Erf(emitter, x) : emitter.Writer.Node("Erf", [x]);
}

internal sealed record Gelu : UnaryOperator
{
    // In this shape ONNX Runtime knows it and runs it as one operator.
    public override void Emit(GraphEmitter emitter, GraphNode node)
    {
        var x = emitter[node.Inputs[0]];
        var scaled = emitter.Writer.Node("Div", [x, emitter.Scalar(Math.Sqrt(2))]);
        var sum = emitter.Writer.Node("Add", [Graphs.Erf.Write(emitter, scaled), emitter.Scalar(1)]);
        emitter.Give(node, emitter.Writer.Node("Mul", [emitter.Writer.Node("Mul", [x, sum]), emitter.Scalar(0.5)]));
    }
}

/// <summary>A distribution along an axis, written as the ONNX operator of its name.</summary>
/// <param name="Axis">Counted from the first.</param>
internal abstract record AxisOperator(int Axis) : UnaryOperator
{
    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Node(node, Name, NodeAttribute.Of("axis", Axis));
}

internal sealed record Softmax(int Axis) : AxisOperator(Axis);

internal sealed record LogSoftmax(int Axis) : AxisOperator(Axis);
