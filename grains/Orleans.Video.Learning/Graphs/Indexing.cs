using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Graphs;

/// <summary>Rows by their numbers.</summary>
public static class Indexing
{
    /// <summary>The rows of an axis that integers name, which may repeat: the axis becomes the axes of the integers.</summary>
    public static Tensor Gather(this Tensor rows, Tensor indices, int axis = 0) => rows.Graph.Add(new Gather(rows.Shape.Axis(axis)), rows, indices);

    /// <summary>1 at the place that each integer names, else 0: <c>[…] → […, count]</c>.</summary>
    public static Tensor OneHot(this Tensor indices, int count)
    {
        var places = indices.Graph.Integers([.. Enumerable.Range(0, count).Select(static i => (long)i)], [count]);
        return indices.Reshape([.. indices.Shape, 1]).EqualTo(places).ToNumbers();
    }
}

internal sealed record Gather(int Axis) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        Require(inputs[1].Element == TensorElement.Int64, $"{inputs[1]} does not hold integers");
        var shape = inputs[0].Shape;
        return [new TensorType(inputs[0].Element, Shape.Of([.. shape.Take(Axis), .. inputs[1].Shape, .. shape.Skip(Axis + 1)]))];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Node(node, "Gather", NodeAttribute.Of("axis", Axis));
}

/// <summary>Adds numbers <c>[before, K, behind]</c> to zeros <c>[before, size, behind]</c> at the places that integers <c>[before, K, behind]</c> name along the middle; places may repeat.</summary>
internal sealed record ScatterAdd(int Size) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        var (updates, indices) = (inputs[0], inputs[1]);
        Require(updates.Shape.Rank == 3 && updates.Shape.Equals(indices.Shape) && indices.Element == TensorElement.Int64, $"{updates} and {indices} do not fit");
        return [new TensorType(updates.Element, updates.Shape.With(1, Size))];
    }

    // Of its kind this is the operator that adds one after the other, so that repeated places give the same sum in every run.
    public override void Emit(GraphEmitter emitter, GraphNode node)
    {
        var zeros = emitter.Writer.Node("Expand", [emitter.Scalar(0), emitter.Fixed([.. node.Outputs[0].Shape])]);
        emitter.Give(node, emitter.Writer.Node("ScatterElements", [zeros, emitter[node.Inputs[1]], emitter[node.Inputs[0]]], NodeAttribute.Of("axis", 1), NodeAttribute.Of("reduction", "add")));
    }
}
