using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Audio;
using Orleans.Video.Learning.Models.Layers;

namespace Orleans.Video.Learning.Models.Gdt;

/// <summary>
/// A video and an audio encoder that learn from each other; each has features, and a projection head into the space of both (arXiv 2003.04298 §4).
/// <code>
/// clip  ─ R(2+1)D  ─ features ─ linear ─ norm ─ rectifier ─ linear ─ length one ─┐
///                                                                               [N, D]
/// sound ─ residual ─ features ─ linear ─ norm ─ rectifier ─ linear ─ length one ─┘
/// </code>
/// </summary>
internal sealed class GdtModel
{
    private readonly GdtModelOptions _options;
    private readonly VideoNetwork _video;
    private readonly AudioNetwork _audio;

    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    public GdtModel(GdtModelOptions options)
    {
        _options = options.Check() is { } problem ? throw new ArgumentException(problem, nameof(options)) : options;
        _video = new VideoNetwork(options.Video);
        _audio = new AudioNetwork(options.Audio);
    }

    /// <summary>What the model makes of clips.</summary>
    /// <param name="frames"><c>[N, T, 3, S, S]</c>, normalised.</param>
    /// <param name="mode">What the graph is for.</param>
    public GdtVectors Video(Tensor frames, ModelMode mode) => Projected(_video.Features(frames, mode), "video/head", mode);

    /// <summary>What the model makes of sounds.</summary>
    /// <param name="spectrogram"><c>[N, 1, M, F]</c>, as <see cref="Inference.Audio.SpectrogramInput"/> writes them.</param>
    /// <param name="mode">What the graph is for.</param>
    public GdtVectors Audio(Tensor spectrogram, ModelMode mode) => Projected(_audio.Features(spectrogram, mode), "audio/head", mode);

    private GdtVectors Projected(Tensor features, string name, ModelMode mode)
    {
        using var layer = features.Graph.Layer(name);
        var hidden = Dropped(features).Linear("hidden", _options.HiddenWidth, hasBias: false).Normalized("norm", mode).Relu();
        return new GdtVectors(features, Dropped(hidden).Linear("joint", _options.JointWidth).UnitLength());

        Tensor Dropped(Tensor x) => mode == ModelMode.Training ? x.Dropout(_options.Dropout) : x;
    }
}

/// <summary>What an encoder makes of its input.</summary>
/// <param name="Features"><c>[N, features]</c>: what probes look at.</param>
/// <param name="Joint"><c>[N, D]</c>, rows of length one, in the space of both encoders.</param>
internal sealed record GdtVectors(Tensor Features, Tensor Joint);
