using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Gradients;

/// <summary>Rules of rows by their numbers: a row that was named several times gets the sum.</summary>
internal static class IndexingRules
{
    public static Tensor?[] Gather(RuleCall c)
    {
        var axis = ((Gather)c.Node.Operator).Axis;
        var (rows, indices) = (c.Inputs[0].Shape, c.Inputs[1]);
        var (before, behind) = (rows.Slice(0, axis).Elements, rows.Slice(axis + 1, rows.Rank - axis - 1).Elements);
        var count = indices.Shape.Elements;
        var places = indices.Reshape([1, count, 1]).Expand([before, count, behind]);
        return [c.Node.Graph.Add(new ScatterAdd(rows[axis]), c.Gradient.Reshape([before, count, behind]), places).Reshape(rows), null];
    }
}
