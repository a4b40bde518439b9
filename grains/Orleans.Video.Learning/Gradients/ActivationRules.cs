using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Gradients;

/// <summary>Rules of bends and distributions.</summary>
internal static class ActivationRules
{
    public static Tensor?[] Erf(RuleCall c) => [c.Gradient * Bell(c.Inputs[0], 1) * (2 / Math.Sqrt(Math.PI))];

    public static Tensor?[] Tanh(RuleCall c) => [c.Gradient * (1 - c.Output * c.Output)];

    public static Tensor?[] Sigmoid(RuleCall c) => [c.Gradient * c.Output * (1 - c.Output)];

    // What comes out is never negative, so its sign is 1 where the gradient passes and 0 where not.
    public static Tensor?[] Relu(RuleCall c) => [c.Gradient * c.Output.Sign()];

    public static Tensor?[] Gelu(RuleCall c)
    {
        var x = c.Inputs[0];
        var below = (x / Math.Sqrt(2)).Erf() * 0.5 + 0.5;
        var density = Bell(x, 0.5) * (1 / Math.Sqrt(2 * Math.PI));
        return [c.Gradient * (below + x * density)];
    }

    public static Tensor?[] Softmax(RuleCall c)
    {
        var axis = ((Softmax)c.Node.Operator).Axis;
        return [c.Output * (c.Gradient - (c.Gradient * c.Output).Sum(axis))];
    }

    public static Tensor?[] LogSoftmax(RuleCall c)
    {
        var axis = ((LogSoftmax)c.Node.Operator).Axis;
        return [c.Gradient - c.Output.Exp() * c.Gradient.Sum(axis)];
    }

    private static Tensor Bell(Tensor x, double scale) => (x * x * -scale).Exp();
}
