using Orleans.Video.Inference.Starter;

namespace Orleans.Video.Learning.Data.Augmentation;

/// <summary>Hides bands and moments of spectrograms (SpecAugment; arXiv 1904.08779 §2, without the time warp).</summary>
public sealed record SpectrogramMasking
{
    /// <summary>Nothing is hidden.</summary>
    public static SpectrogramMasking None { get; } = new() { FrequencyMasks = 0, TimeMasks = 0 };

    /// <summary>Masks over neighbouring bands, 0–8. Default 1.</summary>
    public int FrequencyMasks { get; init; } = 1;

    /// <summary>Bands of one mask, at most, 0–512; from none to all of them are drawn. Default 10.</summary>
    public int WidestFrequencyMask { get; init; } = 10;

    /// <summary>Masks over neighbouring columns, 0–8. Default 1.</summary>
    public int TimeMasks { get; init; } = 1;

    /// <summary>Columns of one mask, at most, 0–10,000. Default 16.</summary>
    public int WidestTimeMask { get; init; } = 16;

    /// <summary>What stands in hidden places: 0 is the mean of normalised spectrograms. Default 0.</summary>
    public float Value { get; init; }

    /// <summary>Says what is wrong with these options, naming the option, or null when they can be used.</summary>
    public string? Check()
    {
        if (FrequencyMasks is < 0 or > 8) return $"{nameof(FrequencyMasks)} must be 0 to 8, not {FrequencyMasks}";
        if (WidestFrequencyMask is < 0 or > 512) return $"{nameof(WidestFrequencyMask)} must be 0 to 512, not {WidestFrequencyMask}";
        if (TimeMasks is < 0 or > 8) return $"{nameof(TimeMasks)} must be 0 to 8, not {TimeMasks}";
        if (WidestTimeMask is < 0 or > 10_000) return $"{nameof(WidestTimeMask)} must be 0 to 10,000, not {WidestTimeMask}";
        return float.IsFinite(Value) ? null : $"{nameof(Value)} must be a number";
    }

    /// <summary>Hides, in place.</summary>
    /// <param name="spectrogram"><c>float[bands, columns]</c>.</param>
    /// <param name="bands">M.</param>
    /// <param name="columns">F.</param>
    /// <param name="draws">Where the numbers come from.</param>
    internal void Apply(Span<float> spectrogram, int bands, int columns, SeededGenerator draws)
    {
        for (var mask = 0; mask < FrequencyMasks; mask++)
        {
            var wide = draws.NextBelow(Math.Min(WidestFrequencyMask, bands) + 1);
            var first = draws.NextBelow(bands - wide + 1);
            spectrogram.Slice(first * columns, wide * columns).Fill(Value);
        }

        for (var mask = 0; mask < TimeMasks; mask++)
        {
            var wide = draws.NextBelow(Math.Min(WidestTimeMask, columns) + 1);
            var first = draws.NextBelow(columns - wide + 1);
            for (var band = 0; band < bands; band++) spectrogram.Slice(band * columns + first, wide).Fill(Value);
        }
    }
}
