using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Layers;

namespace Orleans.Video.Learning.Models.Speech;

/// <summary>
/// wav2vec 2.0 (arXiv 2006.11477) in the form of BASE: normalised over time behind the first convolution, and behind each part of a block.
/// <code>
/// [N, S] ─ convolutions ─ [N, T, C] ─┬ norm ─ linear ─ mask ─ + positions ─ norm ─ blocks ─ [N, T, D] ─┬ linear ─ logits [N, T, V]
///                                    └ quantiser: what masked frames are told from                      └ linear ─ contrast
/// </code>
/// It adds itself to any graph; variables have the same names in all, so that what pre-training learned fine-tuning goes on from.
/// </summary>
internal static class Wav2Vec2Model
{
    /// <summary>The layer of the convolutions, which fine-tuning may leave as they are.</summary>
    public const string Features = Layer + "/features/";

    private const string Layer = "wav2vec2";

    /// <summary>Frames of samples, as the convolutions make them: <c>[N, S] → [N, T, C]</c>.</summary>
    /// <param name="samples">Of mean 0 and variance 1 over each utterance; zeros behind its end.</param>
    /// <param name="lengths"><c>[N, 1]</c>, samples of each utterance; null where all have S.</param>
    /// <param name="options">Its size.</param>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    public static Tensor Encode(Tensor samples, Tensor? lengths, Wav2Vec2ModelOptions options)
    {
        options.Check();
        using var layer = samples.Graph.Layer(Layer);
        return FeatureEncoder.Encode(samples, lengths, options).Transpose(0, 2, 1);
    }

    /// <summary>Which frames lie wholly in their utterance: <c>[N, T]</c>, 1 or 0.</summary>
    /// <param name="lengths"><c>[N, 1]</c>, samples of each utterance.</param>
    /// <param name="samples">S.</param>
    /// <param name="options">The model's size.</param>
    public static Tensor Frames(Tensor lengths, int samples, Wav2Vec2ModelOptions options) =>
        FeatureEncoder.Places(lengths, options.Chain.FramesOf(samples), options.Chain.Stride, options.Chain.ReceptiveField);

    /// <summary>Frames normalised each by itself, as both the context network and the quantiser take them.</summary>
    public static Tensor Normalize(Tensor features)
    {
        using var layer = features.Graph.Layer(Layer);
        return features.LayerNormalized("norm");
    }

    /// <summary>What each frame is among all others: <c>[N, T, C] → [N, T, D]</c>.</summary>
    /// <param name="features">As <see cref="Normalize"/> gives them.</param>
    /// <param name="frames"><c>[N, T]</c>, 1 where there is a frame, 0 where not; null where all count.</param>
    /// <param name="masked"><c>[N, T]</c>, 1 where a frame is hidden behind the mask's vector, else 0; null for none.</param>
    /// <param name="options">The model's size.</param>
    /// <param name="mode">What the graph is for.</param>
    public static Tensor Contextualize(Tensor features, Tensor? frames, Tensor? masked, Wav2Vec2ModelOptions options, ModelMode mode)
    {
        var graph = features.Graph;
        using var layer = graph.Layer(Layer);
        var x = Dropped(features.Linear("projection", options.Width));
        if (masked is not null)
        {
            var hidden = Column(masked);
            x = x * (1 - hidden) + graph.Parameter("mask", [options.Width], Initializer.Normal(0.3), decays: false) * hidden;
        }

        // The positional convolution sees across the end: what lies there must be nothing.
        if (frames is not null) x *= Column(frames);
        x = Dropped((x + Positions(x, options)).LayerNormalized("positions/norm"));
        for (var block = 0; block < options.Blocks; block++) x = x.PostNormalizedBlock($"block{block}", frames, options.Heads, options.Inner, mode, options.Dropout);
        return x;

        Tensor Dropped(Tensor part) => mode == ModelMode.Training ? part.Dropout(options.Dropout) : part;
    }

    /// <summary>CTC logits of frames: <c>[N, T, D] → [N, T, V]</c>.</summary>
    public static Tensor Logits(Tensor context, int tokens)
    {
        using var layer = context.Graph.Layer(Layer);
        return context.Linear("logits", tokens);
    }

    // A convolution in groups whose weights are a direction and, for each tap, a length (arXiv 1602.07868).
    private static Tensor Positions(Tensor x, Wav2Vec2ModelOptions options)
    {
        var graph = x.Graph;
        using var layer = graph.Layer("positions");
        var (kernel, inner) = (options.PositionKernel, options.Width / options.PositionGroups);
        var deviation = Math.Sqrt(4.0 / (kernel * options.Width));
        var direction = graph.Parameter("direction", [options.Width, inner, kernel], Initializer.Normal(deviation));
        var length = graph.Parameter("length", [1, 1, kernel], Initializer.Constant((float)(deviation * Math.Sqrt(options.Width * inner))), decays: false);
        var weights = direction / direction.SumOfSquares(0, 1).Sqrt() * length;
        var bias = graph.Parameter("bias", [options.Width], Initializer.Zeros);
        // As many frames come out as go in: an even kernel sees one more before than behind.
        var window = Window.Of([kernel]) with { Before = [kernel / 2], Behind = [(kernel - 1) / 2] };
        return x.Transpose(0, 2, 1).Conv(weights, window, options.PositionGroups, bias).Gelu().Transpose(0, 2, 1);
    }

    private static Tensor Column(Tensor mask) => mask.Reshape([.. mask.Shape, 1]);
}
