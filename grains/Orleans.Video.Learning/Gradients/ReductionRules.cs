using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Gradients;

/// <summary>Rules of sums, means and largest numbers.</summary>
internal static class ReductionRules
{
    public static Tensor?[] Sum(RuleCall c) => [c.Gradient.Expand(c.Inputs[0].Shape)];

    public static Tensor?[] Mean(RuleCall c) => [(c.Gradient / ((ReduceMean)c.Node.Operator).Share(c.Inputs[0])).Expand(c.Inputs[0].Shape)];

    public static Tensor?[] SumSquare(RuleCall c) => [c.Inputs[0] * (c.Gradient * 2)];

    public static Tensor?[] Max(RuleCall c)
    {
        var largest = c.Inputs[0].EqualTo(c.Output).ToNumbers();
        return [largest * (c.Gradient / largest.Sum(((ReduceMax)c.Node.Operator).Axes))];
    }
}
