using Orleans.Video.Learning.Models.Audio;

namespace Orleans.Video.Learning.Models.Gdt;

/// <summary>The size of a pair of encoders that learn from each other. Default: small enough for two cores.</summary>
public sealed record GdtModelOptions
{
    /// <summary>
    /// The published sizes (arXiv 2003.04298 §4): R(2+1)D-18, a residual audio encoder of nine layers from 64 channels on, a space of 256 numbers. The audio features here are mean and
    /// largest of each channel, 1,024 numbers, where the published ones are the means alone.
    /// </summary>
    public static GdtModelOptions Published { get; } = new() { Video = VideoNetworkOptions.R2Plus1D18, Audio = new AudioNetworkOptions { Width = 64, StemKernel = 7 }, HiddenWidth = 512, JointWidth = 256, Dropout = 0.3 };

    /// <summary>The video encoder.</summary>
    public VideoNetworkOptions Video { get; init; } = new();

    /// <summary>The audio encoder; its own last layer is not used.</summary>
    public AudioNetworkOptions Audio { get; init; } = new() { Width = 8 };

    /// <summary>Numbers between the two layers of a projection head, 1–4,096. Default 128.</summary>
    public int HiddenWidth { get; init; } = 128;

    /// <summary>D, numbers of a vector in the space of both, 1–4,096. Default 64.</summary>
    public int JointWidth { get; init; } = 64;

    /// <summary>Share of numbers that is dropped before each layer of a head while it trains, 0 to below 1. Default 0.1.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Says what is wrong with these options, naming the option, or null when they can be used.</summary>
    public string? Check()
    {
        if ((Video.Check() ?? Audio.Check()) is { } problem) return problem;
        if (HiddenWidth is < 1 or > 4096) return $"{nameof(HiddenWidth)} must be 1 to 4,096, not {HiddenWidth}";
        if (JointWidth is < 1 or > 4096) return $"{nameof(JointWidth)} must be 1 to 4,096, not {JointWidth}";
        return Dropout is >= 0 and < 1 ? null : $"{nameof(Dropout)} must be 0 to below 1, not {Dropout}";
    }
}
