namespace Orleans.Video.Inference.Speech.Wav2Vec2;

/// <summary>The convolutions through which samples become frames: how many frames come out, and how far apart they are.</summary>
internal sealed class ConvolutionChain
{
    private readonly (int Kernel, int Stride)[] _layers;

    /// <param name="kernels">The width of each layer's kernel.</param>
    /// <param name="strides">The stride of each.</param>
    public ConvolutionChain(IReadOnlyList<int> kernels, IReadOnlyList<int> strides)
    {
        _layers = [.. kernels.Zip(strides)];
        Stride = strides.Aggregate(1, static (a, b) => a * b);
        for (var layer = _layers.Length - 1; layer >= 0; layer--) ReceptiveField = ((ReceptiveField - 1) * _layers[layer].Stride) + _layers[layer].Kernel;
    }

    /// <summary>Samples from one frame to the next: 320, or 20 ms, for the public models.</summary>
    public int Stride { get; }

    /// <summary>Samples that one frame is made of: 400 for the public models.</summary>
    public int ReceptiveField { get; } = 1;

    /// <summary>Frames that come of so many samples.</summary>
    public int FramesOf(int samples)
    {
        var length = samples;
        foreach (var (kernel, stride) in _layers) length = length < kernel ? 0 : ((length - kernel) / stride) + 1;
        return length;
    }
}
