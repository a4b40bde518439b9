using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Models.Layers;

/// <summary>A recurrent layer with gates, unrolled over its places; arXiv 1406.1078, with the reset behind the product, as ONNX's own with <c>linear_before_reset</c>.</summary>
internal static class GatedRecurrence
{
    /// <summary>
    /// <code>
    /// r, z = σ(x·W + h·U + b)      reset and update
    /// n    = tanh(x·W + b + r ⊙ (h·U + c))
    /// h    = (1 − z) ⊙ n + z ⊙ h   where the mask is 1, else as it was
    /// </code>
    /// </summary>
    /// <param name="x"><c>[N, L, C]</c>.</param>
    /// <param name="name">The layer.</param>
    /// <param name="mask"><c>[N, L]</c>: 0 leaves the state as it was.</param>
    /// <param name="width">Numbers of the state.</param>
    /// <returns><c>[N, L, width]</c>, the state at every place.</returns>
    public static Tensor Recurrent(this Tensor x, string name, Tensor mask, int width)
    {
        using var layer = x.Graph.Layer(name);
        var (count, length) = (x.Shape[0], x.Shape[1]);
        // What the inputs give to all gates at once; only the state's part has to wait for the place before.
        var given = x.Linear("input", 3 * width);
        var weights = x.Graph.Parameter("state/weight", [width, 3 * width], Initializer.LeCun(width));
        var bias = x.Graph.Parameter("state/bias", [width], Initializer.Zeros);
        Tensor? state = null;
        var states = new List<Tensor>(length);
        for (var place = 0; place < length; place++)
        {
            var here = given.Slice(1, place, 1).Reshape([count, 3 * width]);
            var counts = mask.Slice(1, place, 1);
            var kept = state?.MatMul(weights);
            var gates = here.Slice(1, 0, 2 * width);
            if (kept is not null) gates += kept.Slice(1, 0, 2 * width);
            gates = gates.Sigmoid();
            var (reset, update) = (gates.Slice(1, 0, width), gates.Slice(1, width, width));
            var remembered = kept is null ? bias : kept.Slice(1, 2 * width, width) + bias;
            var candidate = (here.Slice(1, 2 * width, width) + reset * remembered).Tanh();
            // h + (1 − z)(n − h): where the mask is 0 nothing is added.
            var change = (1 - update) * counts;
            state = state is null ? change * candidate : state + change * (candidate - state);
            states.Add(state);
        }

        return states.Stack(1);
    }
}
