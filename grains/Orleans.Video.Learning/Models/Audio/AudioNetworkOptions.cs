namespace Orleans.Video.Learning.Models.Audio;

/// <summary>The shape of an audio encoder.</summary>
public sealed record AudioNetworkOptions
{
    /// <summary>Channels of the first stage, 1–512; each later stage has twice as many as the one before. Default 16.</summary>
    public int Width { get; init; } = 16;

    /// <summary>Places of the first convolution's kernel in bands and in columns, odd, 1–15. Default 3.</summary>
    public int StemKernel { get; init; } = 3;

    /// <summary>Residual blocks of a stage, 1–16. Default 1.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>Stages, 1–5; each but the first halves bands and columns. Default 4.</summary>
    public int Stages { get; init; } = 4;

    /// <summary>D, the width of the vectors, 1–4,096. Default 128, as the starter set's.</summary>
    public int VectorWidth { get; init; } = 128;

    /// <summary>The share of numbers that is dropped before the last layer while it trains, 0 to below 1. Default 0.1.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Says what is wrong with these options, naming the option, or null when they can be used.</summary>
    public string? Check()
    {
        if (Width is < 1 or > 512) return $"{nameof(Width)} must be 1 to 512, not {Width}";
        if (StemKernel is < 1 or > 15 || StemKernel % 2 == 0) return $"{nameof(StemKernel)} must be odd and 1 to 15, not {StemKernel}";
        if (Depth is < 1 or > 16) return $"{nameof(Depth)} must be 1 to 16, not {Depth}";
        if (Stages is < 1 or > 5) return $"{nameof(Stages)} must be 1 to 5, not {Stages}";
        if (VectorWidth is < 1 or > 4096) return $"{nameof(VectorWidth)} must be 1 to 4,096, not {VectorWidth}";
        return Dropout is >= 0 and < 1 ? null : $"{nameof(Dropout)} must be 0 to below 1, not {Dropout}";
    }
}
