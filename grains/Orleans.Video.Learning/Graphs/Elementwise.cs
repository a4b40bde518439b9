using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Graphs;

/// <summary>Operations that work number by number. Where two tensors meet, axes of one are repeated.</summary>
public static class Elementwise
{
    /// <summary>eˣ.</summary>
    public static Tensor Exp(this Tensor x) => x.Graph.Add(new Exp(), x);

    /// <summary>The natural logarithm of numbers above 0.</summary>
    public static Tensor Log(this Tensor x) => x.Graph.Add(new Log(), x);

    /// <summary>The square root of numbers above 0.</summary>
    public static Tensor Sqrt(this Tensor x) => x.Graph.Add(new Sqrt(), x);

    /// <summary>x to a power; x is above 0 where the power is no whole number, or is trained.</summary>
    public static Tensor Pow(this Tensor x, Tensor power) => x.Graph.Add(new Pow(), x, power);

    /// <summary>x to a power; x is above 0 where the power is no whole number.</summary>
    public static Tensor Pow(this Tensor x, double power) => x.Pow(x.Graph.Constant(power));

    /// <summary>The distance from 0.</summary>
    public static Tensor Abs(this Tensor x) => x.Graph.Add(new Abs(), x);

    /// <summary>−1, 0 or 1; its gradient is 0.</summary>
    public static Tensor Sign(this Tensor x) => x.Graph.Add(new Sign(), x);

    /// <summary>The larger of two numbers; where they are equal the gradient goes half to each.</summary>
    public static Tensor Maximum(this Tensor x, Tensor other) => x.Graph.Add(new Max(), x, other);

    /// <summary>The smaller of two numbers; where they are equal the gradient goes half to each.</summary>
    public static Tensor Minimum(this Tensor x, Tensor other) => x.Graph.Add(new Min(), x, other);

    /// <summary>The larger of each number and one that is fixed.</summary>
    public static Tensor Maximum(this Tensor x, double other) => x.Maximum(x.Graph.Constant(other));

    /// <summary>The smaller of each number and one that is fixed.</summary>
    public static Tensor Minimum(this Tensor x, double other) => x.Minimum(x.Graph.Constant(other));

    /// <summary>Whether x is greater.</summary>
    public static Tensor Greater(this Tensor x, Tensor other) => x.Graph.Add(new Greater(), x, other);

    /// <summary>Whether x is less.</summary>
    public static Tensor Less(this Tensor x, Tensor other) => x.Graph.Add(new Less(), x, other);

    /// <summary>Whether both are equal.</summary>
    public static Tensor EqualTo(this Tensor x, Tensor other) => x.Graph.Add(new Equal(), x, other);

    /// <summary>Truth values or integers as numbers of the graph's type.</summary>
    public static Tensor ToNumbers(this Tensor x) => x.Graph.Add(new Cast(), x);

    /// <summary><paramref name="chosen"/> where the condition is true, else <paramref name="otherwise"/>.</summary>
    public static Tensor Where(this Tensor condition, Tensor chosen, Tensor otherwise) => condition.Graph.Add(new Where(), condition, chosen, otherwise);

    /// <summary>The same numbers, through which no gradient goes.</summary>
    public static Tensor StopGradient(this Tensor x) => x.Graph.Add(new StopGradient(), x);
}

/// <summary>Number by number, one input, written as the ONNX operator of its name.</summary>
internal abstract record UnaryOperator : Operator
{
    public sealed override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        RequireNumbers(inputs);
        return [new TensorType(inputs[0].Element, inputs[0].Shape)];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Node(node, Name);
}

/// <summary>Number by number, two inputs, written as the ONNX operator of its name.</summary>
internal abstract record BinaryOperator : Operator
{
    public sealed override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        RequireNumbers(inputs);
        return [new TensorType(inputs[0].Element, Shape.Broadcast(inputs[0].Shape, inputs[1].Shape))];
    }

    public sealed override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Node(node, Name);
}

/// <summary>Two inputs of one type to truth values.</summary>
internal abstract record Comparison : Operator
{
    public sealed override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        Require(inputs[0].Element == inputs[1].Element, $"{inputs[0]} and {inputs[1]} are of two types");
        return [new TensorType(TensorElement.Bool, Shape.Broadcast(inputs[0].Shape, inputs[1].Shape))];
    }

    public sealed override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Node(node, Name);
}

internal sealed record Add : BinaryOperator;

internal sealed record Sub : BinaryOperator;

internal sealed record Mul : BinaryOperator;

internal sealed record Div : BinaryOperator;

internal sealed record Pow : BinaryOperator;

internal sealed record Max : BinaryOperator;

internal sealed record Min : BinaryOperator;

internal sealed record Neg : UnaryOperator;

internal sealed record Exp : UnaryOperator;

internal sealed record Log : UnaryOperator;

internal sealed record Sqrt : UnaryOperator;

internal sealed record Abs : UnaryOperator;

internal sealed record Sign : UnaryOperator;

internal sealed record Greater : Comparison;

internal sealed record Less : Comparison;

internal sealed record Equal : Comparison;

internal sealed record StopGradient : UnaryOperator
{
    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Give(node, emitter[node.Inputs[0]]);
}

internal sealed record Cast : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs) => [new TensorType(inputs[0].Graph.Element, inputs[0].Shape)];

    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Node(node, "Cast", NodeAttribute.Of("to", (long)emitter.Element));
}

internal sealed record Where : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        Require(inputs[0].Element == TensorElement.Bool, $"its condition {inputs[0]} does not hold truth values");
        Require(inputs[1].Element == inputs[2].Element, $"{inputs[1]} and {inputs[2]} are of two types");
        return [new TensorType(inputs[1].Element, Shape.Broadcast(inputs[0].Shape, Shape.Broadcast(inputs[1].Shape, inputs[2].Shape)))];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Node(node, "Where");
}
