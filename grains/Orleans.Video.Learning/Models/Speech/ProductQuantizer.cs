using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Layers;

namespace Orleans.Video.Learning.Models.Speech;

/// <summary>The size of a product quantiser.</summary>
public sealed record ProductQuantizerOptions
{
    /// <summary>G, codebooks; 2 in the paper.</summary>
    public int Groups { get; init; } = 2;

    /// <summary>V, entries of each; 320 in the paper.</summary>
    public int Entries { get; init; } = 320;

    /// <summary>Numbers of an entry; 128 in BASE.</summary>
    public int EntryWidth { get; init; } = 128;
}

/// <summary>Chooses one entry of each codebook for a frame, by Gumbel softmax with a straight-through gradient; arXiv 2006.11477 §2, "Quantization module".</summary>
internal static class ProductQuantizer
{
    /// <summary>Adds the quantiser to a graph.</summary>
    /// <param name="features"><c>[R, C]</c>, normalised frames.</param>
    /// <param name="counts"><c>[R]</c>, 1 for rows that count, 0 for those that only fill up.</param>
    /// <param name="temperature">One number above 0: the lower, the surer the choice.</param>
    /// <param name="options">Its size.</param>
    public static QuantizedFrames Quantize(Tensor features, Tensor counts, Tensor temperature, ProductQuantizerOptions options)
    {
        var graph = features.Graph;
        using var layer = graph.Layer("quantizer");
        var (rows, groups, entries) = (features.Shape[0], options.Groups, options.Entries);
        // Weights of deviation one: from the first step on it is the frame that chooses, far more than the noise. Targets that are mostly noise nobody can learn to tell.
        var scores = features.Linear("scores", groups * entries, gain: Math.Sqrt(features.Shape[1])).Reshape([rows, groups, entries]);
        // −ln −ln u is Gumbel's distribution; the uniform numbers are kept off both their ends.
        var noise = -(-(graph.Noise(scores.Shape) * (1 - 2e-6) + 1e-6).Log()).Log();
        var shares = ((scores + noise) / temperature).Softmax();
        var hard = shares.EqualTo(shares.Largest(2)).ToNumbers();
        var chosen = (hard - shares).StopGradient() + shares;
        var codebooks = graph.Parameter("codebooks", [groups, entries, options.EntryWidth], Initializer.Normal(1 / Math.Sqrt(options.EntryWidth)), decays: false);
        var vectors = chosen.Transpose(1, 0, 2).MatMul(codebooks).Transpose(1, 0, 2).Reshape([rows, groups * options.EntryWidth]);

        var used = (scores.Softmax() * counts.Reshape([rows, 1, 1])).Sum(0) / counts.Sum().Maximum(1).Reshape([1, 1, 1]);
        var perplexities = (-(used * (used + 1e-7).Log()).Sum(2)).Exp().Sum().Reshape([]);
        var size = (double)groups * entries;
        return new QuantizedFrames(vectors, hard.Reshape([rows, groups * entries]), (size - perplexities) / size, perplexities / groups);
    }
}

/// <summary>What frames become.</summary>
/// <param name="Vectors"><c>[R, G × d]</c>, the entries chosen, one behind the other.</param>
/// <param name="Codes"><c>[R, G × V]</c>, 1 at the entries chosen.</param>
/// <param name="Diversity">One number, the diversity loss: (G·V − Σ e^entropy of the mean choice) ÷ (G·V), 0 when all entries are used alike.</param>
/// <param name="Perplexity">One number, how many entries of a codebook are in use, on average over the codebooks.</param>
internal sealed record QuantizedFrames(Tensor Vectors, Tensor Codes, Tensor Diversity, Tensor Perplexity);
