using Orleans.Video.Learning.Evaluation;

namespace Orleans.Video.Learning.Tests.Evaluation;

/// <summary>Linear probes.</summary>
public sealed class LinearProbeTests
{
    [Fact]
    public void Classes_that_a_plane_parts_are_told_and_scale_and_offset_do_not_matter()
    {
        var (features, labels) = Draw(seed: 1, perClass: 60, distance: 4);
        var (test, testLabels) = Draw(seed: 2, perClass: 60, distance: 4);
        var accuracy = LinearProbe.Fit(features, labels, 3).Accuracy(test, testLabels);
        Assert.True(accuracy > 0.95, $"{accuracy}");
        Assert.Equal(accuracy, LinearProbe.Fit([.. features.Select(Moved)], labels, 3).Accuracy([.. test.Select(Moved)], testLabels), 2);

        static float[] Moved(float[] row) => [.. row.Select(static (v, d) => 100 + 50 * (d + 1) * v)];
    }

    [Fact]
    public void Labels_that_mean_nothing_are_not_told()
    {
        var (features, labels) = Draw(seed: 1, perClass: 100, distance: 0);
        var (test, testLabels) = Draw(seed: 2, perClass: 100, distance: 0);
        Assert.InRange(LinearProbe.Fit(features, labels, 3).Accuracy(test, testLabels), 0.2, 0.47);
    }

    [Fact]
    public void What_is_fitted_is_where_the_gradient_vanishes()
    {
        // One feature of two values and two classes: the optimum has one unknown, found here by bisection.
        var (features, labels) = (new List<float[]>(), new List<int>());
        for (var i = 0; i < 100; i++)
        {
            features.Add([i % 2 == 0 ? 1 : -1]);
            labels.Add(i % 2 == 0 ? i % 10 == 0 ? 1 : 0 : i % 10 == 1 ? 0 : 1);
        }

        const double Decay = 0.1;
        var (low, high) = (0.0, 10.0);
        // Of each value a fifth has the other class; the classes' weights are w and −w, and the gradient by w is −(0.8 − s) + decay · w with s = 1 ÷ (1 + e^−2w).
        for (var i = 0; i < 60; i++)
        {
            var w = (low + high) / 2;
            if (1 / (1 + Math.Exp(-2 * w)) - 0.8 + Decay * w > 0) high = w;
            else low = w;
        }

        var probe = LinearProbe.Fit(features, labels, 2, Decay);
        var shares = probe.Shares([1]);
        Assert.Equal(1 / (1 + Math.Exp(-2 * low)), shares[0], 1e-3);
        Assert.Equal(0, probe.Classify([1]));
        Assert.Equal(1, probe.Classify([-1]));
    }

    [Fact]
    public void Rows_without_labels_are_refused() => Assert.Throws<ArgumentException>(() => LinearProbe.Fit([[1f]], [], 2));

    private static (List<float[]> Features, List<int> Labels) Draw(int seed, int perClass, double distance)
    {
        var random = new Random(seed);
        var (features, labels) = (new List<float[]>(), new List<int>());
        for (var i = 0; i < 3 * perClass; i++)
        {
            labels.Add(i % 3);
            features.Add([.. Enumerable.Range(0, 4).Select(d => (float)(Normal() + (d == i % 3 ? distance : 0)))]);
        }

        return (features, labels);

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
