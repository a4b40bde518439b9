using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Graphs;

/// <summary>Sums, means and largest numbers over some axes, which stay as axes of one unless they are dropped.</summary>
public static class Reductions
{
    /// <summary>The sum over axes; over all where none is given.</summary>
    public static Tensor Sum(this Tensor x, params ReadOnlySpan<int> axes) => x.Graph.Add(new ReduceSum(x.Shape.Axes(axes)), x);

    /// <summary>The mean over axes; over all where none is given.</summary>
    public static Tensor Mean(this Tensor x, params ReadOnlySpan<int> axes) => x.Graph.Add(new ReduceMean(x.Shape.Axes(axes)), x);

    /// <summary>The largest over axes; over all where none is given. Where several are, the gradient is shared.</summary>
    public static Tensor Largest(this Tensor x, params ReadOnlySpan<int> axes) => x.Graph.Add(new ReduceMax(x.Shape.Axes(axes)), x);

    /// <summary>The sum of squares over axes; over all where none is given.</summary>
    public static Tensor SumOfSquares(this Tensor x, params ReadOnlySpan<int> axes) => x.Graph.Add(new ReduceSumSquare(x.Shape.Axes(axes)), x);

    /// <summary>The mean over all axes behind batch and channels: <c>[N, C, …] → [N, C]</c>.</summary>
    public static Tensor GlobalAveragePool(this Tensor x) => x.Mean(Spatial(x)).Drop(Spatial(x));

    /// <summary>The largest over all axes behind batch and channels: <c>[N, C, …] → [N, C]</c>.</summary>
    public static Tensor GlobalMaxPool(this Tensor x) => x.Largest(Spatial(x)).Drop(Spatial(x));

    /// <summary>Takes out axes of one.</summary>
    public static Tensor Drop(this Tensor x, params ReadOnlySpan<int> axes)
    {
        var dropped = x.Shape.Axes(axes);
        return x.Reshape(Shape.Of([.. x.Shape.Where((_, i) => !dropped.Contains(i))]));
    }

    private static int[] Spatial(Tensor x) => x.Shape.Rank > 2 ? [.. Enumerable.Range(2, x.Shape.Rank - 2)] : throw new GraphException("", "pooling", $"{x} has no axes behind batch and channels");
}

/// <summary>Over some axes, which stay as axes of one.</summary>
/// <param name="Axes">Counted from the first, in order.</param>
internal abstract record Reduction(int[] Axes) : Operator
{
    public sealed override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        RequireNumbers(inputs);
        return [new TensorType(inputs[0].Element, Shape.Of([.. inputs[0].Shape.Select((size, i) => Axes.Contains(i) ? 1 : size)]))];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Node(node, Name, NodeAttribute.Ints("axes", [.. Axes.Select(static a => (long)a)]));

    /// <summary>How many numbers each result is of.</summary>
    public int Share(Tensor input) => Axes.Aggregate(1, (count, axis) => count * input.Shape[axis]);
}

internal sealed record ReduceSum(int[] Axes) : Reduction(Axes)
{
    // Its axes became an input before those of the others did.
    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Give(node, emitter.Writer.Node("ReduceSum", [emitter[node.Inputs[0]], emitter.Fixed(Axes)]));
}

internal sealed record ReduceMean(int[] Axes) : Reduction(Axes);

internal sealed record ReduceMax(int[] Axes) : Reduction(Axes);

internal sealed record ReduceSumSquare(int[] Axes) : Reduction(Axes);
