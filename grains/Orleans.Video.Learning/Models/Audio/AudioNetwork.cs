using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Layers;

namespace Orleans.Video.Learning.Models.Audio;

/// <summary>
/// A convolutional network over log-mel spectrograms of one second: residual stages (arXiv 1512.03385), then mean and largest of each channel over bands and columns, and one linear layer.
/// <code>
/// [N, 1, M, F] ─ conv 3×3 ÷2 ─ stage W ─ stage 2W ÷2 ─ stage 4W ÷2 ─ stage 8W ÷2 ─┬ mean ┬─ linear ─ unit length ─ [N, D]
///                                                                                 └ most ┘
/// </code>
/// It adds itself to any graph; variables have the same names in all, so that what one trains another serves.
/// </summary>
internal sealed class AudioNetwork
{
    private const string Layer = "audio";

    private readonly AudioNetworkOptions _options;

    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    public AudioNetwork(AudioNetworkOptions options) => _options = options.Check() is { } problem ? throw new ArgumentException(problem, nameof(options)) : options;

    /// <summary>D.</summary>
    public int VectorWidth => _options.VectorWidth;

    /// <summary>Numbers of the features: mean and largest of each channel of the last stage.</summary>
    public int FeatureWidth => 2 * (_options.Width << (_options.Stages - 1));

    /// <summary>Vectors of length one <c>[N, D]</c> of spectrograms <c>[N, 1, M, F]</c>.</summary>
    /// <param name="spectrogram">As <see cref="Inference.Audio.SpectrogramInput"/> writes them.</param>
    /// <param name="mode">What the graph is for.</param>
    public Tensor Encode(Tensor spectrogram, ModelMode mode)
    {
        var pooled = Features(spectrogram, mode);
        using var whole = spectrogram.Graph.Layer(Layer);
        using var head = spectrogram.Graph.Layer("head");
        if (mode == ModelMode.Training) pooled = pooled.Dropout(_options.Dropout);
        return pooled.Linear("joint", VectorWidth).UnitLength();
    }

    /// <summary>What the residual stages see, without the last layer: <c>[N, FeatureWidth]</c> of spectrograms <c>[N, 1, M, F]</c>.</summary>
    /// <param name="spectrogram">As <see cref="Inference.Audio.SpectrogramInput"/> writes them.</param>
    /// <param name="mode">What the graph is for.</param>
    public Tensor Features(Tensor spectrogram, ModelMode mode)
    {
        var graph = spectrogram.Graph;
        using var whole = graph.Layer(Layer);
        var x = spectrogram.ConvNormalized("stem", _options.Width, _options.StemKernel, mode, stride: 2).Relu();
        for (var stage = 0; stage < _options.Stages; stage++)
        {
            for (var block = 0; block < _options.Depth; block++)
            {
                using var layer = graph.Layer($"stage{stage}/block{block}");
                x = Block(x, _options.Width << stage, stage > 0 && block == 0 ? 2 : 1, mode);
            }
        }

        return Shaping.Concat([x.GlobalAveragePool(), x.GlobalMaxPool()], axis: 1);
    }

    private static Tensor Block(Tensor x, int channels, int stride, ModelMode mode)
    {
        var branch = x.ConvNormalized("first", channels, kernel: 3, mode, stride).Relu().ConvNormalized("second", channels, kernel: 3, mode);
        var straight = stride == 1 && x.Shape[1] == channels ? x : x.ConvNormalized("straight", channels, kernel: 1, mode, stride);
        return (branch + straight).Relu();
    }
}
