using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Graphs;

/// <summary>Products of matrices.</summary>
public static class Matrices
{
    /// <summary>The product of the last two axes, for each of the axes before them, which are repeated where they are one.</summary>
    public static Tensor MatMul(this Tensor left, Tensor right) => left.Graph.Add(new MatMul(), left, right);

    /// <summary>α · left · right + β · addend, of matrices that may be turned first.</summary>
    /// <param name="left"><c>[M, K]</c>, or <c>[K, M]</c> when turned.</param>
    /// <param name="right"><c>[K, N]</c>, or <c>[N, K]</c> when turned.</param>
    /// <param name="addend">Repeats to <c>[M, N]</c>; null for none.</param>
    /// <param name="turnLeft">Whether the left one is turned.</param>
    /// <param name="turnRight">Whether the right one is turned.</param>
    /// <param name="alpha">What the product is multiplied with.</param>
    /// <param name="beta">What the addend is multiplied with.</param>
    public static Tensor Gemm(this Tensor left, Tensor right, Tensor? addend = null, bool turnLeft = false, bool turnRight = false, float alpha = 1, float beta = 1) =>
        addend is null ? left.Graph.Add(new Gemm(turnLeft, turnRight, alpha, beta), left, right) : left.Graph.Add(new Gemm(turnLeft, turnRight, alpha, beta), left, right, addend);
}

internal sealed record MatMul : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        RequireNumbers(inputs);
        var (left, right) = (inputs[0].Shape, inputs[1].Shape);
        Require(left.Rank >= 2 && right.Rank >= 2, $"{inputs[0]} and {inputs[1]} are not both matrices");
        Require(left[-1] == right[-2], $"{inputs[0]} has {left[-1]} columns, {inputs[1]} has {right[-2]} rows");
        var outer = Shape.Broadcast(left.Slice(0, left.Rank - 2), right.Slice(0, right.Rank - 2));
        return [new TensorType(inputs[0].Element, Shape.Of([.. outer, left[-2], right[-1]]))];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Node(node, "MatMul");
}

internal sealed record Gemm(bool TurnLeft, bool TurnRight, float Alpha, float Beta) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        RequireNumbers(inputs);
        var (left, right) = (inputs[0].Shape, inputs[1].Shape);
        Require(left.Rank == 2 && right.Rank == 2, $"{inputs[0]} and {inputs[1]} are not both matrices");
        var (rows, inner) = TurnLeft ? (left[1], left[0]) : (left[0], left[1]);
        var (other, columns) = TurnRight ? (right[1], right[0]) : (right[0], right[1]);
        Require(inner == other, $"{inputs[0]}{(TurnLeft ? ", turned," : "")} has {inner} columns, {inputs[1]}{(TurnRight ? ", turned," : "")} has {other} rows");
        Shape shape = [rows, columns];
        if (inputs.Count > 2) Require(Shape.Broadcast(inputs[2].Shape, shape).Equals(shape), $"the addend {inputs[2]} does not repeat to {shape}");
        return [new TensorType(inputs[0].Element, shape)];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Node(
        node, "Gemm", NodeAttribute.Of("transA", TurnLeft ? 1L : 0L), NodeAttribute.Of("transB", TurnRight ? 1L : 0L), NodeAttribute.Of("alpha", Alpha), NodeAttribute.Of("beta", Beta));
}
