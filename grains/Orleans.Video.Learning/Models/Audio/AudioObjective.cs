using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Models.Audio;

/// <summary>
/// What the audio encoder learns by: sounds of one name come together across voices (supervised contrast, arXiv 2004.11362 eq. 2), and each sound comes to the vector of its kind.
/// A sound of the same name by the same voice is left out on both sides, so that who speaks is no help.
/// </summary>
internal sealed record AudioObjective
{
    /// <summary>What likenesses of sounds are divided by, above 0. Default 0.1.</summary>
    public double Temperature { get; init; } = 0.1;

    /// <summary>The weight of the kinds beside the names, 0 or more. Default 0.5.</summary>
    public double KindWeight { get; init; } = 0.5;

    /// <summary>The names and losses of a step's parts.</summary>
    public const string Names = "names", Kinds = "kinds", KindsRight = "kinds right";

    /// <summary>Builds the loss of a batch, with its inputs as <see cref="SpectrogramBatches"/> names them.</summary>
    /// <param name="graph">Where.</param>
    /// <param name="network">The encoder.</param>
    /// <param name="kinds">The kinds' vectors, <c>[kinds, D]</c>.</param>
    /// <param name="size">N.</param>
    /// <param name="bands">M.</param>
    /// <param name="columns">F.</param>
    /// <returns>The loss, and its parts as measures.</returns>
    public (Tensor Loss, IReadOnlyDictionary<string, Tensor> Measures) Build(Graph graph, AudioNetwork network, IKindVectors kinds, int size, int bands, int columns)
    {
        var vectors = network.Encode(graph.Input(SpectrogramBatches.Spectrogram, [size, 1, bands, columns]), trains: true);
        var names = graph.IntegerInput(SpectrogramBatches.Name, [size], 0, int.MaxValue);
        var voices = graph.IntegerInput(SpectrogramBatches.Voice, [size], 0, int.MaxValue);
        var contrast = AcrossVoices(vectors, names, voices);
        var texts = kinds.AddTo(graph);
        var kind = graph.IntegerInput(SpectrogramBatches.Kind, [size], 0, texts.Shape[0] - 1).OneHot(texts.Shape[0]);
        // A learned temperature, at most a hundred times, as in arXiv 2103.00020 §2.5.
        var scale = graph.Parameter("kinds/scale", [1], Initializer.Constant(MathF.Log(10)), decays: false).Exp().Minimum(100);
        var shares = vectors.MatMul(texts.TransposeMatrix()) * scale;
        var matching = -(shares.LogSoftmax() * kind).Sum().Reshape([]) / size;
        var right = (shares * kind).Sum(1).EqualTo(shares.Largest(1)).ToNumbers().Mean().Reshape([]);
        return (contrast + matching * KindWeight, new Dictionary<string, Tensor> { [Names] = contrast, [Kinds] = matching, [KindsRight] = right });
    }

    private Tensor AcrossVoices(Tensor vectors, Tensor names, Tensor voices)
    {
        var (graph, size) = (vectors.Graph, vectors.Shape[0]);
        var sameName = Same(names);
        // A sound itself is of the same name and voice.
        var sameVoice = sameName * Same(voices);
        var positive = sameName - sameVoice;
        // Where nothing is left to compare with e^-1e4 is 0; the sum then has the sound itself out, too.
        var likeness = vectors.MatMul(vectors.TransposeMatrix()) / Temperature - sameVoice * 1e4;
        var each = likeness.LogSoftmax() * positive;
        var counts = positive.Sum(1);
        // A sound without another of its name has nothing to come to.
        var has = counts.Minimum(1);
        return -(each.Sum(1) / counts.Maximum(1)).Sum().Reshape([]) / has.Sum().Maximum(1).Reshape([]);

        Tensor Same(Tensor indexes) => indexes.Reshape([size, 1]).EqualTo(indexes.Reshape([1, size])).ToNumbers();
    }
}
