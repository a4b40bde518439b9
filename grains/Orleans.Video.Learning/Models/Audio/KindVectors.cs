using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Models.Audio;

/// <summary>What the kinds of sound are in the joint space: a vector of length one for each, from a text encoder or learned beside the audio encoder.</summary>
internal interface IKindVectors
{
    /// <summary>The vectors <c>[kinds, D]</c>, as a part of a graph.</summary>
    Tensor AddTo(Graph graph);
}

/// <summary>Vectors that are learned with the encoder, where there is no text encoder.</summary>
/// <param name="kinds">How many.</param>
/// <param name="width">D.</param>
internal sealed class LearnedKindVectors(int kinds, int width) : IKindVectors
{
    /// <summary>The variable that holds them, before they are brought to length one.</summary>
    public const string Variable = "kinds/vectors";

    /// <inheritdoc/>
    public Tensor AddTo(Graph graph)
    {
        using var layer = graph.Layer("kinds");
        return graph.Parameter("vectors", [kinds, width], Initializer.Normal(1), decays: false).UnitLength();
    }
}

/// <summary>Vectors that a text encoder gave, which stay as they are: the encoder learns to meet them.</summary>
/// <param name="vectors"><c>float[kinds, D]</c>, rows of length one.</param>
/// <param name="kinds">How many.</param>
internal sealed class GivenKindVectors(float[] vectors, int kinds) : IKindVectors
{
    /// <inheritdoc/>
    public Tensor AddTo(Graph graph) => graph.Constant([.. vectors.Select(static v => (double)v)], [kinds, vectors.Length / kinds]);
}
