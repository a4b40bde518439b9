using System.Numerics.Tensors;

namespace Orleans.Video.Learning.Evaluation;

/// <summary>Which vectors lie nearest, compared with all: for measuring, not for serving.</summary>
public static class NearestNeighbours
{
    /// <summary>The indexes of the nearest items, the nearest first; of equal ones the earlier.</summary>
    /// <param name="query"><c>float[D]</c>, of length one.</param>
    /// <param name="items">Rows of length one.</param>
    /// <param name="count">How many; all where there are fewer.</param>
    /// <param name="except">An item that does not count, such as the query itself; −1 for none.</param>
    public static int[] Of(float[] query, IReadOnlyList<float[]> items, int count, int except = -1) =>
        [.. Enumerable.Range(0, items.Count).Where(i => i != except).Select(i => (i, Likeness: TensorPrimitives.Dot<float>(query, items[i]))).OrderByDescending(static x => x.Likeness).Take(count).Select(static x => x.i)];

    /// <summary>The share of the nearest <paramref name="count"/> items that have the query's label, over all queries, 0–1.</summary>
    /// <param name="queries">Rows of length one.</param>
    /// <param name="queryLabels">The label of each.</param>
    /// <param name="items">Rows of length one.</param>
    /// <param name="itemLabels">The label of each.</param>
    /// <param name="count">How many are looked at; there are at least so many.</param>
    public static double Precision(IReadOnlyList<float[]> queries, IReadOnlyList<int> queryLabels, IReadOnlyList<float[]> items, IReadOnlyList<int> itemLabels, int count) =>
        queries.Select((query, q) => Of(query, items, count).Count(i => itemLabels[i] == queryLabels[q]) / (double)count).Average();
}
