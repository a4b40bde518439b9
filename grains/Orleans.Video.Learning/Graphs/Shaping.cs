using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Graphs;

/// <summary>Operations that move numbers and leave them as they are.</summary>
public static class Shaping
{
    /// <summary>The same numbers in another shape.</summary>
    public static Tensor Reshape(this Tensor x, Shape shape) => x.Shape.Equals(shape) ? x : x.Graph.Add(new Reshape(shape), x);

    /// <summary>Axes in another order: axis <c>i</c> of the result is axis <c>order[i]</c>.</summary>
    public static Tensor Transpose(this Tensor x, params int[] order) => x.Graph.Add(new Transpose(order), x);

    /// <summary>The last two axes exchanged.</summary>
    public static Tensor TransposeMatrix(this Tensor x)
    {
        var rank = x.Shape.Rank;
        return rank >= 2 ? x.Transpose([.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]) : throw new GraphException("", "Transpose", $"{x} is no matrix");
    }

    /// <summary>Tensors behind one another along an axis.</summary>
    public static Tensor Concat(this IReadOnlyList<Tensor> parts, int axis)
    {
        if (parts.Count == 0) throw new GraphException("", "Concat", "nothing to put together");
        return parts.Count == 1 ? parts[0] : parts[0].Graph.Add(new Concat(parts[0].Shape.Axis(axis)), [.. parts]);
    }

    /// <summary>Tensors of one shape as rows along a new axis.</summary>
    public static Tensor Stack(this IReadOnlyList<Tensor> parts, int axis) => Concat([.. parts.Select(p => p.Reshape(p.Shape.Insert(axis)))], axis);

    /// <summary>A part of an axis.</summary>
    /// <param name="x">The whole.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="start">The first place.</param>
    /// <param name="count">How many places.</param>
    /// <param name="step">From one place to the next, 1 or more.</param>
    public static Tensor Slice(this Tensor x, int axis, int start, int count, int step = 1) => x.Slice([x.Shape.Axis(axis)], [start], [count], [step]);

    /// <summary>The axes turned end to end.</summary>
    public static Tensor Flip(this Tensor x, params ReadOnlySpan<int> axes) => axes.IsEmpty ? x : x.Graph.Add(new Flip(x.Shape.Axes(axes)), x);

    /// <summary>Zeros before and behind each axis.</summary>
    /// <param name="x">What is in the middle.</param>
    /// <param name="before">Zeros before each axis, 0 or more.</param>
    /// <param name="behind">Zeros behind each axis, 0 or more.</param>
    public static Tensor Pad(this Tensor x, int[] before, int[] behind) => before.Concat(behind).All(static p => p == 0) ? x : x.Graph.Add(new Pad(before, behind), x);

    /// <summary>Axes of one repeated until the shape is reached.</summary>
    public static Tensor Expand(this Tensor x, Shape shape) => x.Shape.Equals(shape) ? x : x.Graph.Add(new Expand(shape), x);

    internal static Tensor Slice(this Tensor x, int[] axes, int[] starts, int[] counts, int[] steps) =>
        axes.Select((axis, i) => starts[i] == 0 && counts[i] == x.Shape[axis] && steps[i] == 1).All(static whole => whole) ? x : x.Graph.Add(new Slice(axes, starts, counts, steps), x);

    // Zeros between the places of an axis, so that what was at i is at i × step.
    internal static Tensor Spread(this Tensor x, int axis, int step)
    {
        if (step == 1 || x.Shape[axis] == 1) return x;
        var split = x.Reshape(x.Shape.Insert(axis + 1));
        var behind = new int[split.Shape.Rank];
        behind[axis + 1] = step - 1;
        var length = x.Shape[axis];
        return split.Pad(new int[behind.Length], behind).Reshape(x.Shape.With(axis, length * step)).Slice(axis, 0, (length - 1) * step + 1);
    }
}

internal sealed record Reshape(Shape Shape) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        Require(inputs[0].Shape.Elements == Shape.Elements, $"{inputs[0]} holds {inputs[0].Shape.Elements} numbers, {Shape} holds {Shape.Elements}");
        return [new TensorType(inputs[0].Element, Shape)];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Give(node, emitter.Writer.Node("Reshape", [emitter[node.Inputs[0]], emitter.Target(node.Inputs[0].Shape, Shape)]));
}

internal sealed record Transpose(int[] Order) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        var shape = inputs[0].Shape;
        Require(Order.Order().SequenceEqual(Enumerable.Range(0, shape.Rank)), $"[{string.Join(", ", Order)}] is no order of the axes of {inputs[0]}");
        return [new TensorType(inputs[0].Element, Shape.Of([.. Order.Select(axis => shape[axis])]))];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Node(node, "Transpose", NodeAttribute.Ints("perm", [.. Order.Select(static a => (long)a)]));
}

internal sealed record Concat(int Axis) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        var (first, length) = (inputs[0], 0);
        foreach (var input in inputs)
        {
            Require(input.Element == first.Element && input.Shape.Rank == first.Shape.Rank && input.Shape.With(Axis, 1).Equals(first.Shape.With(Axis, 1)), $"{first} and {input} differ in more than axis {Axis}");
            length += input.Shape[Axis];
        }

        return [new TensorType(first.Element, first.Shape.With(Axis, length))];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Node(node, "Concat", NodeAttribute.Of("axis", Axis));
}

internal sealed record Slice(int[] Axes, int[] Starts, int[] Counts, int[] Steps) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        var shape = inputs[0].Shape;
        for (var i = 0; i < Axes.Length; i++)
        {
            var last = Starts[i] + (Counts[i] - 1) * Steps[i];
            Require(Starts[i] >= 0 && Counts[i] > 0 && Steps[i] > 0 && last < shape[Axes[i]], $"places {Starts[i]} to {last} by {Steps[i]} are not in axis {Axes[i]} of {inputs[0]}");
            shape = shape.With(Axes[i], Counts[i]);
        }

        return [new TensorType(inputs[0].Element, shape)];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node)
    {
        int[] ends = [.. Starts.Select((start, i) => start + (Counts[i] - 1) * Steps[i] + 1)];
        emitter.Give(node, emitter.Writer.Node("Slice", [emitter[node.Inputs[0]], emitter.Fixed(Starts), emitter.Fixed(ends), emitter.Fixed(Axes), emitter.Fixed(Steps)]));
    }
}

internal sealed record Flip(int[] Axes) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs) => [new TensorType(inputs[0].Element, inputs[0].Shape)];

    public override void Emit(GraphEmitter emitter, GraphNode node)
    {
        var minus = emitter.Writer.Row([.. Axes.Select(static _ => -1L)]);
        var end = emitter.Writer.Row([.. Axes.Select(static _ => -(long)int.MaxValue)]);
        emitter.Give(node, emitter.Writer.Node("Slice", [emitter[node.Inputs[0]], minus, end, emitter.Fixed(Axes), minus]));
    }
}

internal sealed record Pad(int[] Before, int[] Behind) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        RequireNumbers(inputs);
        var shape = inputs[0].Shape;
        Require(Before.Length == shape.Rank && Behind.Length == shape.Rank, $"pads for {Before.Length} axes do not fit {inputs[0]}");
        Require(Before.Concat(Behind).All(static p => p >= 0), "pads are 0 or more");
        return [new TensorType(inputs[0].Element, Shape.Of([.. shape.Select((size, i) => size + Before[i] + Behind[i])]))];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Give(node, emitter.Writer.Node("Pad", [emitter[node.Inputs[0]], emitter.Writer.Row([.. Before.Concat(Behind).Select(static p => (long)p)])]));
}

internal sealed record Expand(Shape Shape) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        Require(Shape.Broadcast(inputs[0].Shape, Shape).Equals(Shape), $"{inputs[0]} does not repeat to {Shape}");
        return [new TensorType(inputs[0].Element, Shape)];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Give(node, emitter.Writer.Node("Expand", [emitter[node.Inputs[0]], emitter.Fixed([.. Shape])]));
}
