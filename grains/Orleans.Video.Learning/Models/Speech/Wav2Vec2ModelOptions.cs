using Orleans.Video.Inference.Speech.Wav2Vec2;

namespace Orleans.Video.Learning.Models.Speech;

/// <summary>The size of a wav2vec 2.0 model. The defaults are those of BASE (arXiv 2006.11477 §4.2; heads as the released weights have them).</summary>
public sealed record Wav2Vec2ModelOptions
{
    /// <summary>Kernel widths of the convolutions that make frames of samples.</summary>
    public IReadOnlyList<int> Kernels { get; init; } = [10, 3, 3, 3, 3, 2, 2];

    /// <summary>Their strides; the product is the samples between two frames.</summary>
    public IReadOnlyList<int> Strides { get; init; } = [5, 2, 2, 2, 2, 2, 2];

    /// <summary>Channels of each convolution, 1 to 4,096.</summary>
    public int Channels { get; init; } = 512;

    /// <summary>Numbers of a frame in the context network, 1 to 4,096.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Numbers of a frame between the two linear layers of a block, 1 to 65,536.</summary>
    public int Inner { get; init; } = 3072;

    /// <summary>Transformer blocks, 1 to 64.</summary>
    public int Blocks { get; init; } = 12;

    /// <summary>Heads of each block; they divide the width.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Frames that the positional convolution sees, 1 to 1,024.</summary>
    public int PositionKernel { get; init; } = 128;

    /// <summary>Groups of its channels; they divide the width.</summary>
    public int PositionGroups { get; init; } = 16;

    /// <summary>Share of numbers that is dropped while training, 0 to below 1.</summary>
    public double Dropout { get; init; } = 0.1;

    internal ConvolutionChain Chain => new(Kernels, Strides);

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">Names the option that is wrong.</exception>
    public void Check()
    {
        Require(nameof(Kernels), Kernels.Count is >= 1 and <= 16 && Kernels.All(static k => k >= 1), string.Join(",", Kernels), "1 to 16 widths of 1 or more");
        Require(nameof(Strides), Strides.Count == Kernels.Count && Strides.All(static s => s >= 1), string.Join(",", Strides), "as many as kernels, of 1 or more");
        Require(nameof(Channels), Channels is >= 1 and <= 4096, Channels, "1 to 4096");
        Require(nameof(Width), Width is >= 1 and <= 4096, Width, "1 to 4096");
        Require(nameof(Inner), Inner is >= 1 and <= 65_536, Inner, "1 to 65536");
        Require(nameof(Blocks), Blocks is >= 1 and <= 64, Blocks, "1 to 64");
        Require(nameof(Heads), Heads >= 1 && Width % Heads == 0, Heads, $"a divisor of {Width}");
        Require(nameof(PositionKernel), PositionKernel is >= 1 and <= 1024, PositionKernel, "1 to 1024");
        Require(nameof(PositionGroups), PositionGroups >= 1 && Width % PositionGroups == 0, PositionGroups, $"a divisor of {Width}");
        Require(nameof(Dropout), Dropout is >= 0 and < 1, Dropout, "0 to below 1");
    }

    private static void Require(string option, bool holds, object value, string mustBe)
    {
        if (!holds) throw new ArgumentException($"option {option} must be {mustBe}, not {value}");
    }
}
