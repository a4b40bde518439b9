using Orleans.Video.Inference.Starter;

namespace Orleans.Video.Learning.Data.Augmentation;

/// <summary>The part of a picture that is taken, in pixels; it may begin and end within one.</summary>
internal readonly record struct CropArea(double Left, double Top, double Width, double Height);

/// <summary>Colours after a change: each is a sum of the three before, and an offset. Rows are red, green and blue.</summary>
internal readonly record struct ColourChange(float[] Factors, float Offset);

/// <summary>What is laid over pictures.</summary>
internal enum OverlayKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A box of one colour anywhere.</summary>
    Box,

    /// <summary>A bar with marks like letters near the lower or the upper edge.</summary>
    Caption,

    /// <summary>Black bars at two opposite edges.</summary>
    Bars,

    /// <summary>A frame of one colour.</summary>
    Frame,
}

/// <summary>All that happens to a picture, drawn once, so that every frame of a clip changes alike.</summary>
internal sealed record PictureChange
{
    public required CropArea Crop { get; init; }

    public bool IsFlipped { get; init; }

    /// <summary>Null when colours stay.</summary>
    public ColourChange? Colour { get; init; }

    /// <summary>Deviation of the blur in pixels; 0 without.</summary>
    public float Blur { get; init; }

    public OverlayKind Overlay { get; init; }

    /// <summary>Where the overlay's own numbers begin.</summary>
    public ulong OverlaySeed { get; init; }

    /// <summary>JPEG quality, 1–100; 0 without compression.</summary>
    public int Quality { get; init; }

    /// <summary>Draws a change.</summary>
    /// <param name="options">What may happen.</param>
    /// <param name="width">Pixels a row of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="draws">Where the numbers come from; as many are drawn whatever happens.</param>
    public static PictureChange Draw(PictureAugmentation options, int width, int height, SeededGenerator draws)
    {
        var crop = DrawCrop(options, width, height, draws);
        var flipped = draws.NextChance(options.FlipChance);
        var isColoured = draws.NextChance(options.ColourChance);
        var isGrey = draws.NextChance(options.GreyChance);
        var colour = DrawColour(options, isGrey, draws);
        var blur = draws.NextChance(options.BlurChance) ? 1 : 0;
        var deviation = draws.NextBetween(Math.Min(0.3, options.LargestBlur), options.LargestBlur);
        var hasOverlay = draws.NextChance(options.OverlayChance);
        var overlay = (OverlayKind)(1 + draws.NextBelow(4));
        var overlaySeed = draws.NextBits();
        var isCompressed = draws.NextChance(options.CompressionChance);
        var quality = options.WorstQuality + draws.NextBelow(91 - options.WorstQuality);
        return new PictureChange
        {
            Crop = crop,
            IsFlipped = flipped,
            Colour = isColoured ? colour : isGrey ? Compose(1, 1, 0, 0) : null,
            Blur = (float)(blur * deviation),
            Overlay = hasOverlay ? overlay : OverlayKind.None,
            OverlaySeed = overlaySeed,
            Quality = isCompressed ? quality : 0,
        };
    }

    private static CropArea DrawCrop(PictureAugmentation options, int width, int height, SeededGenerator draws)
    {
        var area = draws.NextBetween(options.SmallestCrop, 1);
        var stretch = Math.Pow(options.LargestStretch, draws.NextBetween(-1, 1));
        // Of the picture's own shape times the stretch; what would be larger than the picture is cut to it.
        var wide = Math.Min(width, width * Math.Sqrt(area * stretch));
        var high = Math.Min(height, height * Math.Sqrt(area / stretch));
        return new CropArea(draws.NextUniform() * (width - wide), draws.NextUniform() * (height - high), wide, high);
    }

    private static ColourChange DrawColour(PictureAugmentation options, bool isGrey, SeededGenerator draws)
    {
        var brightness = 1 + draws.NextBetween(-options.Contrast, options.Contrast);
        var contrast = 1 + draws.NextBetween(-options.Contrast, options.Contrast);
        var saturation = 1 + draws.NextBetween(-options.Saturation, options.Saturation);
        var hue = draws.NextBetween(-options.Hue, options.Hue);
        return Compose(brightness, contrast, isGrey ? 0 : saturation, hue);
    }

    // In the YIQ axes saturation is a length and hue an angle of (I, Q), and brightness Y stays as it is (FCC NTSC matrix).
    // Contrast turns about the middle of the range.
    private static ColourChange Compose(double brightness, double contrast, double saturation, double hue)
    {
        ReadOnlySpan<double> toYiq = [0.299, 0.587, 0.114, 0.5959, -0.2746, -0.3213, 0.2115, -0.5227, 0.3112];
        ReadOnlySpan<double> toRgb = [1, 0.956, 0.619, 1, -0.272, -0.647, 1, -1.106, 1.703];
        var (sin, cos) = Math.SinCos(2 * Math.PI * hue);
        ReadOnlySpan<double> turn = [1, 0, 0, 0, saturation * cos, -saturation * sin, 0, saturation * sin, saturation * cos];
        Span<double> turned = stackalloc double[9];
        Span<double> all = stackalloc double[9];
        Multiply(turn, toYiq, turned);
        Multiply(toRgb, turned, all);
        var factors = new float[9];
        for (var i = 0; i < 9; i++) factors[i] = (float)(all[i] * brightness * contrast);
        return new ColourChange(factors, (float)(127.5 * (1 - contrast)));
    }

    private static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
    {
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 3; column++)
                result[row * 3 + column] = a[row * 3] * b[column] + a[row * 3 + 1] * b[3 + column] + a[row * 3 + 2] * b[6 + column];
    }
}
