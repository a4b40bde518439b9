using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Models.Audio;

namespace Orleans.Video.Learning.Starter.Audio;

/// <summary>How the audio encoder is trained.</summary>
internal sealed record AudioTrainingOptions
{
    /// <summary>The run's name, for checkpoints and errors.</summary>
    public string Name { get; init; } = "audio";

    /// <summary>The encoder.</summary>
    public AudioNetworkOptions Network { get; init; } = new();

    /// <summary>What it learns by.</summary>
    public AudioObjective Objective { get; init; } = new();

    /// <summary>All steps, 1 or more.</summary>
    public long Steps { get; init; } = 600;

    /// <summary>The highest learning rate, reached after a twentieth of the steps; it then falls along half a cosine.</summary>
    public double PeakRate { get; init; } = 3e-3;

    /// <summary>What weights lose with each step, as a share of the learning rate.</summary>
    public double WeightDecay { get; init; } = 0.02;

    /// <summary>Names in a batch, at most as many as the bank has.</summary>
    public int NamesPerBatch { get; init; } = 24;

    /// <summary>Sounds of each name in a batch.</summary>
    public int PerName { get; init; } = 4;

    /// <summary>Where weights, order and chance begin.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How sounds are changed.</summary>
    public SoundAugmentation Augmentation { get; init; } = new() { LargestSpeed = 1.25 };

    /// <summary>What of spectrograms is hidden.</summary>
    public SpectrogramMasking Masking { get; init; } = new();

    /// <summary>Where checkpoints are; null keeps none.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>N: sounds of a batch.</summary>
    public int BatchSize => NamesPerBatch * PerName;
}
