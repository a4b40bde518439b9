using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Layers;
using Orleans.Video.Learning.Objectives;

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
        var vectors = network.Encode(graph.Input(SpectrogramBatches.Spectrogram, [size, 1, bands, columns]), ModelMode.Training);
        var names = graph.IntegerInput(SpectrogramBatches.Name, [size], 0, int.MaxValue);
        var voices = graph.IntegerInput(SpectrogramBatches.Voice, [size], 0, int.MaxValue);
        var contrast = VoiceContrast.Loss(vectors, names, voices, Temperature);
        var texts = kinds.AddTo(graph);
        var kind = graph.IntegerInput(SpectrogramBatches.Kind, [size], 0, texts.Shape[0] - 1).OneHot(texts.Shape[0]);
        // A learned temperature, at most a hundred times, as in arXiv 2103.00020 §2.5.
        var scale = graph.Parameter("kinds/scale", [1], Initializer.Constant(MathF.Log(10)), decays: false).Exp().Minimum(100);
        var shares = vectors.MatMul(texts.TransposeMatrix()) * scale;
        var matching = -(shares.LogSoftmax() * kind).Sum().Reshape([]) / size;
        var right = (shares * kind).Sum(1).EqualTo(shares.Largest(1)).ToNumbers().Mean().Reshape([]);
        return (contrast + matching * KindWeight, new Dictionary<string, Tensor> { [Names] = contrast, [Kinds] = matching, [KindsRight] = right });
    }
}
