using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Layers;

namespace Orleans.Video.Learning.Models.Gdt;

/// <summary>
/// R(2+1)D: a residual network over clips in which each convolution is one over the places of a frame and one over time (arXiv 1711.11248 §3.5).
/// <code>
/// [N, T, 3, S, S] ─ 7×7 ÷2, 3 frames ─ stage W ─ stage 2W ÷2 ─ stage 4W ÷2 ─ stage 8W ÷2 ─ mean over time and places ─ [N, 8W]
/// </code>
/// It adds itself to any graph; variables have the same names in all, so that what one trains another serves.
/// </summary>
internal sealed class VideoNetwork
{
    private readonly VideoNetworkOptions _options;

    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    public VideoNetwork(VideoNetworkOptions options) => _options = options.Check() is { } problem ? throw new ArgumentException(problem, nameof(options)) : options;

    /// <summary>Features <c>[N, FeatureWidth]</c> of clips.</summary>
    /// <param name="frames"><c>[N, T, 3, S, S]</c>, normalised.</param>
    /// <param name="mode">What the graph is for.</param>
    public Tensor Features(Tensor frames, ModelMode mode)
    {
        using var whole = frames.Graph.Layer("video");
        var x = frames.Transpose(0, 2, 1, 3, 4);
        x = x.ConvNormalized("stem/space", _options.StemChannels, Space(7, 2), mode).Relu().ConvNormalized("stem/time", _options.Width, Time(1), mode).Relu();
        for (var stage = 0; stage < _options.Depths.Count; stage++)
        {
            for (var block = 0; block < _options.Depths[stage]; block++)
            {
                using var layer = frames.Graph.Layer($"stage{stage}/block{block}");
                x = Block(x, _options.Width << stage, stage > 0 && block == 0 ? 2 : 1, mode);
            }
        }

        return x.GlobalAveragePool();
    }

    private static Tensor Block(Tensor x, int channels, int stride, ModelMode mode)
    {
        // As many channels between the halves as give the pair the parameters of one 3×3×3 convolution.
        var between = x.Shape[1] * channels * 27 / (x.Shape[1] * 9 + 3 * channels);
        var branch = Pair(Pair(x, "first", stride).Relu(), "second", 1);
        var straight = stride == 1 && x.Shape[1] == channels ? x : x.ConvNormalized("straight", channels, kernel: 1, mode, stride);
        return (branch + straight).Relu();

        Tensor Pair(Tensor seen, string name, int step) =>
            seen.ConvNormalized($"{name}/space", between, Space(3, step), mode).Relu().ConvNormalized($"{name}/time", channels, Time(step), mode);
    }

    private static Window Space(int kernel, int stride) => new([1, kernel, kernel], [1, stride, stride], [0, kernel / 2, kernel / 2], [0, kernel / 2, kernel / 2], [1, 1, 1]);

    private static Window Time(int stride) => new([3, 1, 1], [stride, 1, 1], [1, 0, 0], [1, 0, 0], [1, 1, 1]);
}
