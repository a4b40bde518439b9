using Orleans.Video.Learning.Graphs;

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
    private readonly AudioNetworkOptions _options;

    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    public AudioNetwork(AudioNetworkOptions options) => _options = options.Check() is { } problem ? throw new ArgumentException(problem, nameof(options)) : options;

    /// <summary>D.</summary>
    public int VectorWidth => _options.VectorWidth;

    /// <summary>Vectors of length one <c>[N, D]</c> of spectrograms <c>[N, 1, M, F]</c>.</summary>
    /// <param name="spectrogram">As <see cref="Inference.Audio.SpectrogramInput"/> writes them.</param>
    /// <param name="trains">Whether normalisation is by the batch, and followed by the running statistics that serve, and numbers are dropped.</param>
    public Tensor Encode(Tensor spectrogram, bool trains)
    {
        var graph = spectrogram.Graph;
        using var whole = graph.Layer("audio");
        Tensor x;
        using (graph.Layer("stem")) x = Normalize(Convolve(spectrogram, _options.Width, kernel: 3, stride: 2, "weight"), "norm", trains).Relu();
        for (var stage = 0; stage < _options.Stages; stage++)
        {
            for (var block = 0; block < _options.Depth; block++)
            {
                using var layer = graph.Layer($"stage{stage}/block{block}");
                x = Block(x, _options.Width << stage, stage > 0 && block == 0 ? 2 : 1, trains);
            }
        }

        using var head = graph.Layer("head");
        var pooled = Shaping.Concat([x.GlobalAveragePool(), x.GlobalMaxPool()], axis: 1);
        if (trains) pooled = pooled.Dropout(_options.Dropout);
        var vectors = pooled.MatMul(graph.Parameter("weight", [pooled.Shape[1], VectorWidth], Initializer.LeCun(pooled.Shape[1]))) + graph.Parameter("bias", [VectorWidth], Initializer.Zeros);
        return vectors.UnitLength();
    }

    private static Tensor Block(Tensor x, int channels, int stride, bool trains)
    {
        var inner = Normalize(Convolve(x, channels, kernel: 3, stride, "first"), "norm1", trains).Relu();
        var outer = Normalize(Convolve(inner, channels, kernel: 3, stride: 1, "second"), "norm2", trains);
        var past = stride == 1 && x.Shape[1] == channels ? x : Normalize(Convolve(x, channels, kernel: 1, stride, "past"), "norm0", trains);
        return (past + outer).Relu();
    }

    private static Tensor Convolve(Tensor x, int channels, int kernel, int stride, string name)
    {
        var inputs = x.Shape[1] * kernel * kernel;
        return x.Conv(x.Graph.Parameter(name, [channels, x.Shape[1], kernel, kernel], Initializer.He(inputs)), stride: stride, padding: kernel / 2);
    }

    private static Tensor Normalize(Tensor x, string name, bool trains)
    {
        var graph = x.Graph;
        using var layer = graph.Layer(name);
        Shape channels = [x.Shape[1]];
        var (scale, bias) = (graph.Parameter("scale", channels, Initializer.Ones), graph.Parameter("bias", channels, Initializer.Zeros));
        var (mean, variance) = (graph.State("mean", channels, Initializer.Zeros), graph.State("variance", channels, Initializer.Ones));
        return trains ? x.BatchNormalization(scale, bias, mean, variance) : x.FixedNormalization(scale, bias, mean, variance);
    }
}
