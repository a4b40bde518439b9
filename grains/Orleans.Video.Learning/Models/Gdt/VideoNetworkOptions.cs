namespace Orleans.Video.Learning.Models.Gdt;

/// <summary>The size of a factorised video encoder.</summary>
public sealed record VideoNetworkOptions
{
    /// <summary>R(2+1)D-18 as GDT takes it: 30 frames of 112×112 to 512 features, 31.3 million parameters (arXiv 1711.11248 table 1).</summary>
    public static VideoNetworkOptions R2Plus1D18 { get; } = new() { Frames = 30, Size = 112, Width = 64, Depths = [2, 2, 2, 2] };

    /// <summary>T, frames of a clip, 2–64. Default 8.</summary>
    public int Frames { get; init; } = 8;

    /// <summary>Side of a frame in pixels, 16–512. Default 32.</summary>
    public int Size { get; init; } = 32;

    /// <summary>Channels of the first stage, 4–512; each later stage has twice as many. Default 16.</summary>
    public int Width { get; init; } = 16;

    /// <summary>Residual blocks of each stage, 1–16 each; every stage but the first halves time and sides. Default one in each of four.</summary>
    public IReadOnlyList<int> Depths { get; init; } = [1, 1, 1, 1];

    /// <summary>Numbers of the features: the channels of the last stage.</summary>
    public int FeatureWidth => Width << (Depths.Count - 1);

    /// <summary>Channels between the two halves of the first convolution: 45 where the first stage has 64.</summary>
    internal int StemChannels => Math.Max(1, 45 * Width / 64);

    /// <summary>Numbers of the largest layer's output for one clip.</summary>
    internal long LargestLayer => (long)Frames * Math.Max(3L * Size * Size, (long)((Size + 1) / 2) * ((Size + 1) / 2) * Math.Max(StemChannels, Width * 9 / 4));

    /// <summary>Says what is wrong with these options, naming the option, or null when they can be used.</summary>
    public string? Check()
    {
        if (Frames is < 2 or > 64) return $"{nameof(Frames)} must be 2 to 64, not {Frames}";
        if (Size is < 16 or > 512) return $"{nameof(Size)} must be 16 to 512, not {Size}";
        if (Width is < 4 or > 512) return $"{nameof(Width)} must be 4 to 512, not {Width}";
        if (Depths.Count is < 1 or > 5) return $"{nameof(Depths)} must have 1 to 5 stages, not {Depths.Count}";
        return Depths.All(static d => d is >= 1 and <= 16) ? null : $"{nameof(Depths)} must be 1 to 16 each, not [{string.Join(", ", Depths)}]";
    }
}
