namespace Orleans.Video.Learning.Data.Augmentation;

/// <summary>How pictures are changed while they are learned from. Chances are 0–1; 0 leaves a change out.</summary>
public sealed record PictureAugmentation
{
    /// <summary>Nothing but the scaling to the size that is asked for.</summary>
    public static PictureAugmentation None { get; } = new()
    {
        SmallestCrop = 1,
        LargestStretch = 1,
        FlipChance = 0,
        ColourChance = 0,
        GreyChance = 0,
        BlurChance = 0,
        OverlayChance = 0,
        CompressionChance = 0,
    };

    /// <summary>The least share of the picture's area that a crop keeps, above 0 to 1. Default 0.35.</summary>
    public double SmallestCrop { get; init; } = 0.35;

    /// <summary>The most by which a crop is wider or higher than the picture's shape, 1–4. Default 4/3.</summary>
    public double LargestStretch { get; init; } = 4.0 / 3;

    /// <summary>Chance that left and right are exchanged. Default 0.5.</summary>
    public double FlipChance { get; init; } = 0.5;

    /// <summary>Chance that brightness, contrast, saturation and hue change. Default 0.8.</summary>
    public double ColourChance { get; init; } = 0.8;

    /// <summary>Largest change of brightness and contrast, as a factor between 1 − this and 1 + this, 0 to below 1. Default 0.4.</summary>
    public double Contrast { get; init; } = 0.4;

    /// <summary>Largest change of saturation, as for <see cref="Contrast"/>. Default 0.4.</summary>
    public double Saturation { get; init; } = 0.4;

    /// <summary>Largest turn of the hue, in turns, 0–0.5. Default 0.06.</summary>
    public double Hue { get; init; } = 0.06;

    /// <summary>Chance that the colours go. Default 0.08.</summary>
    public double GreyChance { get; init; } = 0.08;

    /// <summary>Chance of a blur. Default 0.15.</summary>
    public double BlurChance { get; init; } = 0.15;

    /// <summary>Largest deviation of the blur's bell curve in pixels of the result, 0.1–8. The smallest is 0.3. Default 1.2.</summary>
    public double LargestBlur { get; init; } = 1.2;

    /// <summary>Chance of something laid over the picture: a box, a caption's bar, black bars or a frame. Default 0.2.</summary>
    public double OverlayChance { get; init; } = 0.2;

    /// <summary>Chance of the damage that compression does. Default 0.3.</summary>
    public double CompressionChance { get; init; } = 0.3;

    /// <summary>The worst quality of compression, 1–100 as JPEG encoders count it. The best is 90. Default 15.</summary>
    public int WorstQuality { get; init; } = 15;

    /// <summary>Says what is wrong with these options, naming the option, or null when they can be used.</summary>
    public string? Check()
    {
        if (SmallestCrop is not (> 0 and <= 1)) return $"{nameof(SmallestCrop)} must be above 0 and at most 1, not {SmallestCrop}";
        if (LargestStretch is not (>= 1 and <= 4)) return $"{nameof(LargestStretch)} must be 1 to 4, not {LargestStretch}";
        if (Contrast is not (>= 0 and < 1)) return $"{nameof(Contrast)} must be 0 to below 1, not {Contrast}";
        if (Saturation is not (>= 0 and < 1)) return $"{nameof(Saturation)} must be 0 to below 1, not {Saturation}";
        if (Hue is not (>= 0 and <= 0.5)) return $"{nameof(Hue)} must be 0 to 0.5, not {Hue}";
        if (LargestBlur is not (>= 0.1 and <= 8)) return $"{nameof(LargestBlur)} must be 0.1 to 8, not {LargestBlur}";
        if (WorstQuality is not (>= 1 and <= 90)) return $"{nameof(WorstQuality)} must be 1 to 90, not {WorstQuality}";
        foreach (var (name, chance) in new[]
        {
            (nameof(FlipChance), FlipChance), (nameof(ColourChance), ColourChance), (nameof(GreyChance), GreyChance),
            (nameof(BlurChance), BlurChance), (nameof(OverlayChance), OverlayChance), (nameof(CompressionChance), CompressionChance),
        })
        {
            if (chance is not (>= 0 and <= 1)) return $"{name} must be 0 to 1, not {chance}";
        }

        return null;
    }
}
