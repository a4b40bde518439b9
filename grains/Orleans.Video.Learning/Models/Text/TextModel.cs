using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Layers;

namespace Orleans.Video.Learning.Models.Text;

/// <summary>
/// A text to a vector a piece and one of the whole: a Transformer lets the pieces look at one another, a recurrent layer behind it gives them their order, and attention pools them.
/// Order comes from the recurrence alone, so a text that is longer than those it learned from has no unknown places.
/// </summary>
public static class TextModel
{
    /// <summary>The layer that holds all variables.</summary>
    public const string Layer = "text";

    /// <summary>Adds the encoder to a graph.</summary>
    /// <param name="pieces"><c>int64 [N, L]</c>, ids of pieces.</param>
    /// <param name="mask"><c>[N, L]</c>: 1 where there is a piece; at least one in each row.</param>
    /// <param name="options">Its size.</param>
    /// <param name="mode">What the graph is for.</param>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    public static EncodedText Encode(Tensor pieces, Tensor mask, TextModelOptions options, ModelMode mode)
    {
        options.Check();
        var graph = pieces.Graph;
        using var layer = graph.Layer(Layer);
        var x = graph.Parameter("pieces", [options.Vocabulary, options.Width], Initializer.Normal(0.05)).Gather(pieces);
        x = x.LayerNormalized("pieces/norm");
        if (mode == ModelMode.Training) x = x.Dropout(options.Dropout);
        for (var block = 0; block < options.Blocks; block++) x = x.TransformerBlock($"block{block}", mask, options.Heads, mode, options.Dropout);
        x += x.LayerNormalized("recurrence/norm").Recurrent("recurrence", mask, options.Width);
        var words = x.LayerNormalized("words/norm").Linear("words", options.JointWidth);
        var pooled = words.AttentionPooled("pool", mask).UnitLength();
        return new EncodedText(words, pooled);
    }
}

/// <summary>What a text becomes.</summary>
/// <param name="Words"><c>[N, L, D]</c>, a vector a piece; those that the mask leaves out mean nothing.</param>
/// <param name="Pooled"><c>[N, D]</c>, rows of length one.</param>
public sealed record EncodedText(Tensor Words, Tensor Pooled);
