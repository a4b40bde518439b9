using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Gradients;

/// <summary>Turns repetition back.</summary>
internal static class Broadcasting
{
    /// <summary>The sum over whatever was repeated to get from a shape to the gradient's.</summary>
    public static Tensor SumTo(this Tensor gradient, Shape shape)
    {
        if (gradient.Shape.Equals(shape)) return gradient;
        var added = gradient.Shape.Rank - shape.Rank;
        int[] repeated = [.. Enumerable.Range(0, gradient.Shape.Rank).Where(axis => gradient.Shape[axis] > 1 && (axis < added || shape[axis - added] == 1))];
        return (repeated.Length == 0 ? gradient : gradient.Sum(repeated)).Reshape(shape);
    }
}
