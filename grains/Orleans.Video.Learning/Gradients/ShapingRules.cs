using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Gradients;

/// <summary>Rules of what moves numbers: the way back.</summary>
internal static class ShapingRules
{
    public static Tensor?[] Reshape(RuleCall c) => [c.Gradient.Reshape(c.Inputs[0].Shape)];

    public static Tensor?[] Transpose(RuleCall c)
    {
        var order = ((Transpose)c.Node.Operator).Order;
        return [c.Gradient.Transpose([.. Enumerable.Range(0, order.Length).Select(axis => Array.IndexOf(order, axis))])];
    }

    public static Tensor?[] Concat(RuleCall c)
    {
        var axis = ((Concat)c.Node.Operator).Axis;
        var parts = new Tensor?[c.Inputs.Count];
        for (var (i, start) = (0, 0); i < parts.Length; start += c.Inputs[i].Shape[axis], i++)
            parts[i] = c.Needs(i) ? c.Gradient.Slice(axis, start, c.Inputs[i].Shape[axis]) : null;
        return parts;
    }

    public static Tensor?[] Slice(RuleCall c)
    {
        var slice = (Slice)c.Node.Operator;
        var shape = c.Inputs[0].Shape;
        var (gradient, before, behind) = (c.Gradient, new int[shape.Rank], new int[shape.Rank]);
        for (var i = 0; i < slice.Axes.Length; i++)
        {
            var axis = slice.Axes[i];
            gradient = gradient.Spread(axis, slice.Steps[i]);
            before[axis] = slice.Starts[i];
            behind[axis] = shape[axis] - slice.Starts[i] - gradient.Shape[axis];
        }

        return [gradient.Pad(before, behind)];
    }

    public static Tensor?[] Flip(RuleCall c) => [c.Gradient.Flip(((Flip)c.Node.Operator).Axes)];

    public static Tensor?[] Pad(RuleCall c)
    {
        var pad = (Pad)c.Node.Operator;
        return [c.Gradient.Slice([.. Enumerable.Range(0, pad.Before.Length)], pad.Before, [.. c.Inputs[0].Shape], [.. pad.Before.Select(static _ => 1)])];
    }

    public static Tensor?[] Expand(RuleCall c) => [c.Gradient.SumTo(c.Inputs[0].Shape)];
}
