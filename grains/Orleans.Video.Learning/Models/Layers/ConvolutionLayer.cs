using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Models.Layers;

/// <summary>A convolution and the normalisation of its channels over the batch.</summary>
internal static class ConvolutionLayer
{
    /// <summary>Convolves without a bias, which the normalisation has, and normalises.</summary>
    /// <param name="x"><c>[N, C, …]</c>, with one, two or three axes behind the channels.</param>
    /// <param name="name">The layer.</param>
    /// <param name="channels">Channels that come out.</param>
    /// <param name="kernel">Size of the kernel in every axis, odd, so that a stride of one keeps every size.</param>
    /// <param name="mode">What the graph is for.</param>
    /// <param name="stride">Step in every axis.</param>
    /// <param name="gain">Where the normalisation's scale begins; 0 makes a residual branch begin as nothing.</param>
    public static Tensor ConvNormalized(this Tensor x, string name, int channels, int kernel, ModelMode mode, int stride = 1, float gain = 1) =>
        x.ConvNormalized(name, channels, Window.Of(Enumerable.Repeat(kernel, x.Shape.Rank - 2), stride, padding: kernel / 2), mode, gain);

    /// <summary>The same with a kernel that is not alike in every axis.</summary>
    public static Tensor ConvNormalized(this Tensor x, string name, int channels, Window window, ModelMode mode, float gain = 1)
    {
        using var layer = x.Graph.Layer(name);
        var taps = window.Kernel.Aggregate(1, static (a, b) => a * b);
        var weights = x.Graph.Parameter("weight", [channels, x.Shape[1], .. window.Kernel], Initializer.He(x.Shape[1] * taps));
        return x.Conv(weights, window, groups: 1).Normalized("norm", mode, gain);
    }

    /// <summary>Normalises every channel over the batch, or by the running statistics.</summary>
    public static Tensor Normalized(this Tensor x, string name, ModelMode mode, float gain = 1)
    {
        using var layer = x.Graph.Layer(name);
        Shape channels = [x.Shape[1]];
        var scale = x.Graph.Parameter("scale", channels, Initializer.Constant(gain));
        var bias = x.Graph.Parameter("bias", channels, Initializer.Zeros);
        var mean = x.Graph.State("mean", channels, Initializer.Zeros);
        var variance = x.Graph.State("variance", channels, Initializer.Ones);
        return mode == ModelMode.Training ? x.BatchNormalization(scale, bias, mean, variance) : x.FixedNormalization(scale, bias, mean, variance);
    }
}
