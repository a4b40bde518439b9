using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Models.Layers;

/// <summary>Places of a sequence that look at one another; arXiv 1706.03762.</summary>
internal static class AttentionLayer
{
    // Far below every score, and far from overflow.
    private const double Never = -1e4;

    /// <summary>A Transformer's block, normalised before each part: attention with several heads, then two linear layers with a GELU between.</summary>
    /// <param name="x"><c>[N, L, C]</c>.</param>
    /// <param name="name">The layer.</param>
    /// <param name="mask"><c>[N, L]</c>, 1 where there is something, 0 where not.</param>
    /// <param name="heads">Heads; they divide C.</param>
    /// <param name="mode">What the graph is for.</param>
    /// <param name="dropout">Share of numbers that is dropped behind each part while training.</param>
    public static Tensor TransformerBlock(this Tensor x, string name, Tensor mask, int heads, ModelMode mode, double dropout = 0)
    {
        using var layer = x.Graph.Layer(name);
        var width = x.Shape[-1];
        x += Dropped(x.LayerNormalized("before").SelfAttention("attention", mask, heads));
        return x + Dropped(x.LayerNormalized("between").Linear("up", 4 * width).Gelu().Linear("down", width, gain: 0.5));

        Tensor Dropped(Tensor part) => mode == ModelMode.Training ? part.Dropout(dropout) : part;
    }

    /// <summary>A Transformer's block as it was first: each part added, and the sum normalised behind it.</summary>
    /// <param name="x"><c>[N, L, C]</c>.</param>
    /// <param name="name">The layer.</param>
    /// <param name="mask"><c>[N, L]</c>, 1 where there is something, 0 where not; null where all places count.</param>
    /// <param name="heads">Heads; they divide C.</param>
    /// <param name="inner">Numbers of a place between the two linear layers.</param>
    /// <param name="mode">What the graph is for.</param>
    /// <param name="dropout">Share of numbers that is dropped behind each part while training.</param>
    public static Tensor PostNormalizedBlock(this Tensor x, string name, Tensor? mask, int heads, int inner, ModelMode mode, double dropout = 0)
    {
        using var layer = x.Graph.Layer(name);
        x = (x + Dropped(x.SelfAttention("attention", mask, heads))).LayerNormalized("between");
        return (x + Dropped(x.Linear("up", inner).Gelu().Linear("down", x.Shape[-1], gain: 0.5))).LayerNormalized("behind");

        Tensor Dropped(Tensor part) => mode == ModelMode.Training ? part.Dropout(dropout) : part;
    }

    /// <summary>Every place gets the sum of what all places hold, weighted by how well they fit it.</summary>
    /// <param name="x"><c>[N, L, C]</c>.</param>
    /// <param name="name">The layer.</param>
    /// <param name="mask"><c>[N, L]</c>, 1 where there is something, 0 where not; null where all places count.</param>
    /// <param name="heads">Heads; they divide C.</param>
    public static Tensor SelfAttention(this Tensor x, string name, Tensor? mask, int heads)
    {
        using var layer = x.Graph.Layer(name);
        var (count, length, width) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        if (heads < 1 || width % heads != 0) throw new GraphException("", nameof(SelfAttention), $"{heads} heads do not divide {width} numbers a place");
        var each = width / heads;
        // A bias of the keys would move all scores of a place alike, and change nothing.
        var scores = Heads("query").MatMul(Heads("key", hasBias: false).TransposeMatrix()) * (1 / Math.Sqrt(each));
        if (mask is not null) scores += Hidden(mask).Reshape([count, 1, 1, length]);
        var mixed = scores.Softmax().MatMul(Heads("value"));
        return mixed.Transpose(0, 2, 1, 3).Reshape([count, length, width]).Linear("out", width, gain: 0.5);

        Tensor Heads(string part, bool hasBias = true) => x.Linear(part, width, hasBias).Reshape([count, length, heads, each]).Transpose(0, 2, 1, 3);
    }

    /// <summary>One vector for a sequence: the sum of its places, each weighted by the softmax of a trained score.</summary>
    /// <param name="x"><c>[N, L, C]</c>.</param>
    /// <param name="name">The layer.</param>
    /// <param name="mask"><c>[N, L]</c>, 1 where there is something; at least one place of each row.</param>
    /// <returns><c>[N, C]</c>.</returns>
    public static Tensor AttentionPooled(this Tensor x, string name, Tensor mask)
    {
        using var layer = x.Graph.Layer(name);
        var (count, length, width) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        var scores = x.Linear("score", 1, hasBias: false).Reshape([count, length]) + Hidden(mask);
        return scores.Softmax().Reshape([count, 1, length]).MatMul(x).Reshape([count, width]);
    }

    private static Tensor Hidden(Tensor mask) => (1 - mask) * Never;
}
