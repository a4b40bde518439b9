using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Gradients;

/// <summary>Rules of products of matrices.</summary>
internal static class MatrixRules
{
    public static Tensor?[] MatMul(RuleCall c)
    {
        var (left, right) = (c.Inputs[0], c.Inputs[1]);
        return c.Give(
            () => c.Gradient.MatMul(right.TransposeMatrix()).SumTo(left.Shape),
            // A layer's weights meet every row of the batch: one product of all rows instead of one a batch and a sum.
            () => right.Shape.Rank == 2
                ? Rows(left).Gemm(Rows(c.Gradient), turnLeft: true)
                : left.TransposeMatrix().MatMul(c.Gradient).SumTo(right.Shape));
    }

    public static Tensor?[] Gemm(RuleCall c)
    {
        var gemm = (Gemm)c.Node.Operator;
        var (left, right) = (c.Inputs[0], c.Inputs[1]);
        Tensor Left() => gemm.TurnLeft
            ? right.Gemm(c.Gradient, turnLeft: gemm.TurnRight, turnRight: true, alpha: gemm.Alpha)
            : c.Gradient.Gemm(right, turnRight: !gemm.TurnRight, alpha: gemm.Alpha);
        Tensor Right() => gemm.TurnRight
            ? c.Gradient.Gemm(left, turnLeft: true, turnRight: gemm.TurnLeft, alpha: gemm.Alpha)
            : left.Gemm(c.Gradient, turnLeft: !gemm.TurnLeft, alpha: gemm.Alpha);
        return c.Inputs.Count == 2 ? c.Give(Left, Right) : c.Give(Left, Right, () => (c.Gradient * gemm.Beta).SumTo(c.Inputs[2].Shape));
    }

    private static Tensor Rows(Tensor x) => x.Shape.Rank == 2 ? x : x.Reshape([x.Shape.Elements / x.Shape[-1], x.Shape[-1]]);
}
