using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Models.Speech;

/// <summary>The first part of wav2vec 2.0: convolutions without bias that make frames of samples, each with a GELU behind it, the first normalised over time.</summary>
internal static class FeatureEncoder
{
    private const double Epsilon = 1e-5;

    /// <summary><c>[N, S] → [N, C, T]</c>.</summary>
    /// <param name="samples">Of mean 0 and variance 1 over each utterance; zeros behind its end.</param>
    /// <param name="lengths"><c>[N, 1]</c>, samples of each utterance; null where all have S. What lies behind the end changes nothing of the frames before it.</param>
    /// <param name="options">Its size.</param>
    public static Tensor Encode(Tensor samples, Tensor? lengths, Wav2Vec2ModelOptions options)
    {
        var graph = samples.Graph;
        using var layer = graph.Layer("features");
        var x = samples.Reshape([samples.Shape[0], 1, samples.Shape[1]]);
        for (var i = 0; i < options.Kernels.Count; i++)
        {
            using var conv = graph.Layer($"conv{i}");
            var (channels, kernel, stride) = (x.Shape[1], options.Kernels[i], options.Strides[i]);
            // The first begins as filters of all kinds, the others as means of what is loud in them: so a frame does not depend on the phase in which it meets a voice.
            var begin = Initializer.He(channels * kernel);
            x = x.Conv(graph.Parameter("weight", [options.Channels, channels, kernel], i == 0 ? begin : Initializer.Repeated(begin, kernel)), stride: stride);
            if (i == 0) x = NormalizedOverTime(x, lengths is null ? null : Places(lengths, x.Shape[2], stride, kernel));
            x = x.Gelu();
        }

        return x;
    }

    /// <summary>Which places of an axis see nothing but an utterance: <c>[N, places]</c>, 1 or 0.</summary>
    /// <param name="lengths"><c>[N, 1]</c>, samples of each utterance.</param>
    /// <param name="places">Places of the axis.</param>
    /// <param name="stride">Samples from one place to the next.</param>
    /// <param name="field">Samples that a place sees.</param>
    public static Tensor Places(Tensor lengths, int places, int stride, int field)
    {
        var ends = lengths.Graph.Constant([.. Enumerable.Range(0, places).Select(place => (double)place * stride + field)], [1, places]);
        return ends.Less(lengths + 0.5).ToNumbers();
    }

    // Group normalisation with a group a channel (arXiv 1803.08494), over the places that count.
    private static Tensor NormalizedOverTime(Tensor x, Tensor? places)
    {
        var (graph, shape) = (x.Graph, x.Shape);
        var scale = graph.Parameter("scale", [shape[1]], Initializer.Ones).Reshape([shape[1], 1]);
        var bias = graph.Parameter("bias", [shape[1]], Initializer.Zeros).Reshape([shape[1], 1]);
        Tensor mean, square;
        if (places is null)
        {
            (mean, square) = (x.Mean(2), (x * x).Mean(2));
        }
        else
        {
            x *= places.Reshape([shape[0], 1, shape[2]]);
            var count = places.Sum(1).Reshape([shape[0], 1, 1]).Maximum(1);
            (mean, square) = (x.Sum(2) / count, x.SumOfSquares(2) / count);
        }

        // One factor and one summand a channel: the long axis is gone through twice, not six times.
        var factor = scale / (square - mean * mean + Epsilon).Sqrt();
        return x * factor + (bias - mean * factor);
    }
}
