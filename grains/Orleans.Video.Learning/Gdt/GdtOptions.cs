using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Models.Gdt;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Optimizers;

namespace Orleans.Video.Learning.Gdt;

/// <summary>How encoders of video and sound learn from each other.</summary>
public sealed record GdtOptions
{
    /// <summary>The fewest videos that a batch can be made of.</summary>
    public const int FewestVideos = 8;

    /// <summary>The folder with the videos; folders in it are looked into.</summary>
    public required string Videos { get; init; }

    /// <summary>Where checkpoints and the curve are kept; a run that was stopped goes on from there.</summary>
    public required string Work { get; init; }

    /// <summary>Where the set is written; nothing is there yet. Its name is the set's id.</summary>
    public required string Target { get; init; }

    /// <summary>What is learned, 1–9. Default 9: neither reversal nor shift changes what a clip is.</summary>
    public int Hypothesis { get; init; } = 9;

    /// <summary>Where weights, order and chance begin.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Steps are multiplied with this, above 0 and at most 1,000.</summary>
    public double Length { get; init; } = 1;

    /// <summary>Seconds of one video that are kept, from its first on, 2–3,600.</summary>
    public int MostSeconds { get; init; } = 60;

    /// <summary>What it trains on.</summary>
    public required InferenceDevice Device { get; init; }

    /// <summary>The encoders. Published: <see cref="GdtModelOptions.Published"/>.</summary>
    public GdtModelOptions Model { get; init; } = new();

    /// <summary>N, videos of a batch; all that there are where there are fewer. Published: 8 on each of 64 devices.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>All steps.</summary>
    public long Steps { get; init; } = 2_000;

    /// <summary>The highest learning rate, reached after a twentieth of the steps; it then falls along half a cosine.</summary>
    public double PeakRate { get; init; } = 3e-3;

    /// <summary>How gradients change weights. Published: stochastic gradient descent of momentum 0.9 and decay 10⁻⁵.</summary>
    public Optimizer Optimizer { get; init; } = new AdamW { WeightDecay = 0.02 };

    /// <summary>How pictures are changed: a crop of 112 of 128 to 160 pixels, turned half of the time, in other light, as published.</summary>
    internal PictureAugmentation Pictures { get; init; } = PictureAugmentation.None with { SmallestCrop = 0.49, FlipChance = 0.5, ColourChance = 1, Contrast = 0.4, Saturation = 0.4, Hue = 0 };

    /// <summary>How sounds are changed: a loudness from 0.9 to 1.1, as published.</summary>
    internal SoundAugmentation Sounds { get; init; } = SoundAugmentation.None with { LargestGain = 0.87 };

    /// <summary>What of spectrograms is hidden: the published "medium".</summary>
    internal SpectrogramMasking Masking { get; init; } = new() { WidestFrequencyMask = 2, WidestTimeMask = 5 };

    /// <summary>Side of the pictures in memory, from which crops are taken: 160 for 112.</summary>
    internal int DecodedSize => Model.Video.Size * 10 / 7;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">Names the option that is wrong.</exception>
    public void Check()
    {
        _ = GdtHypothesis.Of(Hypothesis);
        if (Length is not (> 0 and <= 1000)) throw new ArgumentException($"option {nameof(Length)} must be above 0 and at most 1000, not {Length}");
        if (MostSeconds is < 2 or > 3600) throw new ArgumentException($"option {nameof(MostSeconds)} must be 2 to 3,600, not {MostSeconds}");
        if (BatchSize is < FewestVideos or > 4096) throw new ArgumentException($"option {nameof(BatchSize)} must be {FewestVideos} to 4,096, not {BatchSize}");
        if (Steps < 1) throw new ArgumentException($"option {nameof(Steps)} must be 1 or more, not {Steps}");
        if (Model.Check() is { } problem) throw new ArgumentException($"option {nameof(Model)}: {problem}");
    }
}
