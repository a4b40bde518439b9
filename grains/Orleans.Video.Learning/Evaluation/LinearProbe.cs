using System.Numerics.Tensors;

namespace Orleans.Video.Learning.Evaluation;

/// <summary>
/// What a linear layer can tell from features that stay as they are: multinomial logistic regression with decay, on features brought to mean 0 and deviation 1, fitted with all rows at
/// once by accelerated gradients (Nesterov), whose step the largest curvature gives. The same rows give the same probe.
/// </summary>
public sealed class LinearProbe
{
    private const int Iterations = 300;
    private const int PowerIterations = 30;

    private readonly float[] _mean;
    private readonly float[] _scale;
    private readonly float[][] _weights;

    private LinearProbe(float[] mean, float[] scale, float[][] weights) => (_mean, _scale, _weights) = (mean, scale, weights);

    /// <summary>Fits.</summary>
    /// <param name="features"><c>float[N][D]</c>.</param>
    /// <param name="labels">The class of each row, from 0.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="decay">What half of the squares of the weights costs, above 0.</param>
    public static LinearProbe Fit(IReadOnlyList<float[]> features, IReadOnlyList<int> labels, int classes, double decay = 1e-2)
    {
        if (features.Count == 0 || features.Count != labels.Count) throw new ArgumentException("rows and labels differ in number, or there are none", nameof(labels));
        var (mean, scale) = Statistics(features);
        float[][] rows = [.. features.Select(f => Row(f, mean, scale))];
        var width = rows[0].Length;
        var step = (float)(1 / (0.5 * LargestCurvature(rows) + decay));
        var (weights, ahead, gradient) = (Zeros(classes, width), Zeros(classes, width), Zeros(classes, width));
        var (shares, change) = (new float[classes], new float[width]);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            for (var c = 0; c < classes; c++) TensorPrimitives.Multiply(ahead[c], (float)decay, gradient[c]);
            // The bias, which is last, does not decay.
            for (var c = 0; c < classes; c++) gradient[c][^1] = 0;
            for (var i = 0; i < rows.Length; i++)
            {
                Fill(ahead, rows[i], shares);
                shares[labels[i]] -= 1;
                for (var c = 0; c < classes; c++) TensorPrimitives.MultiplyAdd(rows[i], shares[c] / rows.Length, gradient[c], gradient[c]);
            }

            var momentum = iteration / (iteration + 3f);
            for (var c = 0; c < classes; c++)
            {
                weights[c].CopyTo(change, 0);
                TensorPrimitives.MultiplyAdd(gradient[c], -step, ahead[c], weights[c]);
                TensorPrimitives.Subtract(weights[c], change, change);
                TensorPrimitives.MultiplyAdd(change, momentum, weights[c], ahead[c]);
            }
        }

        return new LinearProbe(mean, scale, weights);
    }

    /// <summary>How likely each class is for a row; they sum to 1.</summary>
    public float[] Shares(float[] features)
    {
        var shares = new float[_weights.Length];
        Fill(_weights, Row(features, _mean, _scale), shares);
        return shares;
    }

    /// <summary>The likeliest class of a row.</summary>
    public int Classify(float[] features) => TensorPrimitives.IndexOfMax<float>(Shares(features));

    /// <summary>The share of rows whose class is told, 0–1.</summary>
    public double Accuracy(IReadOnlyList<float[]> features, IReadOnlyList<int> labels) => features.Select((f, i) => Classify(f) == labels[i] ? 1.0 : 0).Average();

    private static float[][] Zeros(int rows, int width) => [.. Enumerable.Range(0, rows).Select(_ => new float[width])];

    private static void Fill(float[][] weights, float[] row, Span<float> shares)
    {
        for (var c = 0; c < weights.Length; c++) shares[c] = TensorPrimitives.Dot<float>(weights[c], row);
        TensorPrimitives.SoftMax(shares, shares);
    }

    private static (float[] Mean, float[] Scale) Statistics(IReadOnlyList<float[]> features)
    {
        var (mean, square) = (new double[features[0].Length], new double[features[0].Length]);
        foreach (var row in features)
        {
            for (var d = 0; d < mean.Length; d++)
            {
                mean[d] += row[d] / (double)features.Count;
                square[d] += row[d] * (double)row[d] / features.Count;
            }
        }

        // What is always the same tells nothing.
        return (Array.ConvertAll(mean, static m => (float)m), [.. mean.Select((m, d) => square[d] - m * m is var variance && variance > 1e-10 ? (float)(1 / Math.Sqrt(variance)) : 0)]);
    }

    private static float[] Row(float[] features, float[] mean, float[] scale)
    {
        var row = new float[features.Length + 1];
        var numbers = row.AsSpan(0, features.Length);
        TensorPrimitives.Subtract(features, mean, numbers);
        TensorPrimitives.Multiply(numbers, scale, numbers);
        row[^1] = 1;
        return row;
    }

    // The largest eigenvalue of XᵀX ÷ N, by power iteration, with some room for what that leaves.
    private static double LargestCurvature(float[][] rows)
    {
        var direction = Enumerable.Repeat(1f, rows[0].Length).ToArray();
        var largest = 1.0;
        for (var i = 0; i < PowerIterations; i++)
        {
            var length = TensorPrimitives.Norm<float>(direction);
            TensorPrimitives.Divide(direction, length, direction);
            var next = new float[direction.Length];
            foreach (var row in rows) TensorPrimitives.MultiplyAdd(row, TensorPrimitives.Dot<float>(row, direction) / rows.Length, next, next);
            largest = TensorPrimitives.Norm<float>(next);
            direction = next;
        }

        return 1.1 * largest;
    }
}
