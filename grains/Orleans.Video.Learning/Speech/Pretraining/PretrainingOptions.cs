using Orleans.Video.Learning.Models.Speech;
using Orleans.Video.Learning.Speech.Utterances;

namespace Orleans.Video.Learning.Speech.Pretraining;

/// <summary>How a model learns without words.</summary>
internal sealed record PretrainingOptions
{
    /// <summary>Utterances of a batch.</summary>
    public int Utterances { get; init; } = 8;

    /// <summary>What is hidden.</summary>
    public SpanMasking Masking { get; init; } = new();

    /// <summary>P, masked frames of an utterance that are asked for; of more, some are drawn.</summary>
    public int Places { get; init; } = 64;

    /// <summary>K, distractors of each, from other masked frames of the utterance; fewer where there are not as many.</summary>
    public int Distractors { get; init; } = 50;

    /// <summary>The quantiser.</summary>
    public ProductQuantizerOptions Quantizer { get; init; } = new() { Groups = 2, Entries = 24, EntryWidth = 24 };

    /// <summary>F, numbers in which context and targets are compared.</summary>
    public int ComparedWidth { get; init; } = 48;

    /// <summary>κ, what cosines are divided by.</summary>
    public double ContrastTemperature { get; init; } = 0.1;

    /// <summary>The weight of the diversity loss.</summary>
    public double DiversityWeight { get; init; } = 0.1;

    /// <summary>The weight of the mean square of the convolutions' output; 10 in the paper's code. Here it outweighed the contrast for the first fifty steps.</summary>
    public double FeaturePenalty { get; init; }

    /// <summary>What the convolutions' gradient is multiplied with; 0.1 in the paper's code.</summary>
    public double FeatureGradient { get; init; } = 0.1;

    /// <summary>Where the quantiser's temperature begins; it falls by the same share with every step, down to <see cref="LastTemperature"/> at the last.</summary>
    public double FirstTemperature { get; init; } = 2;

    /// <summary>Where the quantiser's temperature ends.</summary>
    public double LastTemperature { get; init; } = 0.5;

    /// <summary>All steps. It takes thousands until what was learned helps with words: after 800 it did not.</summary>
    public long Steps { get; init; } = 6_000;

    /// <summary>The highest learning rate.</summary>
    public double PeakRate { get; init; } = 2e-3;
}
