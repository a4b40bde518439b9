using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Objectives;

/// <summary>
/// Symmetric contrast with a learned temperature between what goes together and all that does not (arXiv 2103.00020 §2.3), where one thing may go with several others:
/// a picture of a retriever goes with "golden retriever" and with "dog".
/// </summary>
public static class Contrast
{
    // e^4.6052 = 100: hotter than that, single pairs alone would count.
    private static readonly double s_largest = Math.Log(100);

    /// <summary>Adds the loss to a graph.</summary>
    /// <param name="left"><c>[A, D]</c>, rows of length one.</param>
    /// <param name="right"><c>[B, D]</c>, rows of length one.</param>
    /// <param name="forRows"><c>[A, B]</c>, what each row of the left should find on the right; all numbers sum to 1.</param>
    /// <param name="forColumns"><c>[A, B]</c>, what each row of the right should find on the left; all numbers sum to 1.</param>
    /// <param name="name">The layer with the temperature, which is one number: a factor of cosines, at most 100.</param>
    /// <param name="initialFactor">Where the factor begins.</param>
    /// <returns>One number, in nats.</returns>
    public static Tensor Loss(Tensor left, Tensor right, Tensor forRows, Tensor forColumns, string name, double initialFactor = 10)
    {
        using var layer = left.Graph.Layer(name);
        var factor = left.Graph.Parameter("temperature", [], Initializer.Constant((float)Math.Log(initialFactor)), decays: false).Minimum(s_largest).Exp();
        var logits = left.Gemm(right, turnRight: true) * factor;
        return (Missed(forRows, logits, axis: 1) + Missed(forColumns, logits, axis: 0)) * 0.5;
    }

    private static Tensor Missed(Tensor targets, Tensor logits, int axis) => -(targets * logits.LogSoftmax(axis)).Sum().Reshape([]);
}
