namespace Orleans.Video.Learning.Objectives;

/// <summary>What goes with what in a batch, as <see cref="Contrast"/> wants it.</summary>
public sealed class ContrastTargets
{
    private readonly int _left;
    private readonly int _right;

    /// <param name="left">A, things on the left.</param>
    /// <param name="right">B, things on the right.</param>
    public ContrastTargets(int left, int right)
    {
        (_left, _right) = (left, right);
        ForRows = new float[left * right];
        ForColumns = new float[left * right];
    }

    /// <summary><c>[A, B]</c>, summing to 1.</summary>
    public float[] ForRows { get; }

    /// <summary><c>[A, B]</c>, summing to 1.</summary>
    public float[] ForColumns { get; }

    /// <summary>Fills both. A thing that goes with nothing is left out.</summary>
    /// <param name="weight">How well a thing on the left goes with one on the right, 0 if not at all. Of several, the row shares its one part by these weights; a column shares evenly.</param>
    /// <param name="smoothing">The part of each row that goes to all things on the right alike, 0 to below 1; arXiv 1512.00567 §7.</param>
    public void Fill(Func<int, int, float> weight, float smoothing = 0)
    {
        Array.Clear(ForColumns);
        for (var a = 0; a < _left; a++)
            for (var b = 0; b < _right; b++)
                ForRows[a * _right + b] = weight(a, b);
        var perColumn = new int[_right];
        for (var i = 0; i < ForRows.Length; i++)
            if (ForRows[i] > 0) perColumn[i % _right]++;
        var columns = Math.Max(1, perColumn.Count(static c => c > 0));
        for (var i = 0; i < ForRows.Length; i++)
            if (ForRows[i] > 0) ForColumns[i] = 1f / (columns * perColumn[i % _right]);
        var sums = new float[_left];
        for (var i = 0; i < ForRows.Length; i++) sums[i / _right] += ForRows[i];
        var rows = Math.Max(1, sums.Count(static s => s > 0));
        for (var i = 0; i < ForRows.Length; i++)
            if (sums[i / _right] > 0) ForRows[i] = (ForRows[i] / sums[i / _right] * (1 - smoothing) + smoothing / _right) / rows;
    }
}
