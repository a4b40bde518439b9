using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Gradients;

/// <summary>Rules of what works number by number.</summary>
internal static class ElementwiseRules
{
    public static Tensor?[] Add(RuleCall c) => c.Give(() => c.Gradient.SumTo(c.Inputs[0].Shape), () => c.Gradient.SumTo(c.Inputs[1].Shape));

    public static Tensor?[] Sub(RuleCall c) => c.Give(() => c.Gradient.SumTo(c.Inputs[0].Shape), () => -c.Gradient.SumTo(c.Inputs[1].Shape));

    public static Tensor?[] Mul(RuleCall c) => c.Give(() => (c.Gradient * c.Inputs[1]).SumTo(c.Inputs[0].Shape), () => (c.Gradient * c.Inputs[0]).SumTo(c.Inputs[1].Shape));

    public static Tensor?[] Div(RuleCall c) => c.Give(
        () => (c.Gradient / c.Inputs[1]).SumTo(c.Inputs[0].Shape),
        () => -(c.Gradient * c.Output / c.Inputs[1]).SumTo(c.Inputs[1].Shape));

    public static Tensor?[] Pow(RuleCall c)
    {
        var (x, power) = (c.Inputs[0], c.Inputs[1]);
        return c.Give(() => (c.Gradient * power * x.Pow(power - 1)).SumTo(x.Shape), () => (c.Gradient * c.Output * x.Log()).SumTo(power.Shape));
    }

    // The sign is 0 where both are equal, so each gets half.
    public static Tensor?[] Max(RuleCall c)
    {
        var half = (c.Inputs[0] - c.Inputs[1]).Sign() * 0.5;
        return c.Give(() => (c.Gradient * (half + 0.5)).SumTo(c.Inputs[0].Shape), () => (c.Gradient * (0.5 - half)).SumTo(c.Inputs[1].Shape));
    }

    public static Tensor?[] Min(RuleCall c)
    {
        var half = (c.Inputs[0] - c.Inputs[1]).Sign() * 0.5;
        return c.Give(() => (c.Gradient * (0.5 - half)).SumTo(c.Inputs[0].Shape), () => (c.Gradient * (half + 0.5)).SumTo(c.Inputs[1].Shape));
    }

    public static Tensor?[] Neg(RuleCall c) => [-c.Gradient];

    public static Tensor?[] Exp(RuleCall c) => [c.Gradient * c.Output];

    public static Tensor?[] Log(RuleCall c) => [c.Gradient / c.Inputs[0]];

    public static Tensor?[] Sqrt(RuleCall c) => [c.Gradient / (c.Output * 2)];

    public static Tensor?[] Abs(RuleCall c) => [c.Gradient * c.Inputs[0].Sign()];

    public static Tensor?[] Where(RuleCall c)
    {
        var zero = c.Node.Graph.Constant(0);
        return [
            null,
            c.Needs(1) ? c.Inputs[0].Where(c.Gradient, zero).SumTo(c.Inputs[1].Shape) : null,
            c.Needs(2) ? c.Inputs[0].Where(zero, c.Gradient).SumTo(c.Inputs[2].Shape) : null,
        ];
    }
}
