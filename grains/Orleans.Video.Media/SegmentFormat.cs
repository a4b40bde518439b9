namespace Orleans.Video.Media;

/// <summary>How a picture is fitted into the frame that an encoder wants. Non-square pixels are made square first.</summary>
public enum FrameFit
{
    /// <summary>Both sides scaled on their own.</summary>
    Stretch,

    /// <summary>The centre that has the frame's shape, scaled.</summary>
    Cover,

    /// <summary>The whole picture, with black bars.</summary>
    Contain,
}

/// <summary>The shape of what a read gives.</summary>
public sealed record SegmentFormat
{
    /// <summary>Frames in each one-second clip, T: frame i is the one shown at i/T seconds. 1–120.</summary>
    public required int FramesPerSecond { get; init; }

    /// <summary>Frame width in pixels, 1–4096.</summary>
    public required int Width { get; init; }

    /// <summary>Frame height in pixels, 1–4096.</summary>
    public required int Height { get; init; }

    /// <summary>How pictures of another shape are fitted. Default <see cref="FrameFit.Cover"/>.</summary>
    public FrameFit Fit { get; init; } = FrameFit.Cover;

    /// <summary>Samples a second of the mono sound, 1,000–192,000. Default 16,000.</summary>
    public int SampleRate { get; init; } = 16_000;

    /// <summary>Seconds in a segment, 1–60. Default 8.</summary>
    public int SecondsPerSegment { get; init; } = 8;

    internal int FrameBytes => Width * Height * 3;

    internal int FramesPerSegment => FramesPerSecond * SecondsPerSegment;

    internal int SamplesPerSegment => SampleRate * SecondsPerSegment;

    /// <summary>Says what is wrong with this format, or null when it can be read.</summary>
    public string? Validate()
    {
        if (FramesPerSecond is < 1 or > 120) return $"FramesPerSecond must be 1 to 120, not {FramesPerSecond}";
        if (Width is < 1 or > 4096) return $"Width must be 1 to 4096, not {Width}";
        if (Height is < 1 or > 4096) return $"Height must be 1 to 4096, not {Height}";
        if (SampleRate is < 1_000 or > 192_000) return $"SampleRate must be 1,000 to 192,000, not {SampleRate}";
        if (SecondsPerSegment is < 1 or > 60) return $"SecondsPerSegment must be 1 to 60, not {SecondsPerSegment}";
        return (long)FrameBytes * FramesPerSegment > Array.MaxLength
            ? $"a segment of {SecondsPerSegment} s × {FramesPerSecond} frames of {Width}×{Height} does not fit into 2 GB: ask for fewer or smaller frames"
            : null;
    }
}
