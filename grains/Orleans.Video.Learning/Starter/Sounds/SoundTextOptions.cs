using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Models.Audio;

namespace Orleans.Video.Learning.Starter.Sounds;

/// <summary>How sounds are brought into the space of pictures and words.</summary>
internal sealed record SoundTextOptions
{
    /// <summary>The audio encoder.</summary>
    public AudioNetworkOptions Audio { get; init; } = new();

    /// <summary>Names of sounds in a batch.</summary>
    public int NamesPerBatch { get; init; } = 24;

    /// <summary>Sounds of each name in a batch.</summary>
    public int PerName { get; init; } = 4;

    /// <summary>Texts about sounds in a batch.</summary>
    public int SoundTexts { get; init; } = 48;

    /// <summary>Pictures in a batch, as vectors that stay as they are: they hold the text encoder to what it knows.</summary>
    public int Pictures { get; init; } = 256;

    /// <summary>All steps.</summary>
    public long Steps { get; init; } = 2_250;

    /// <summary>The highest learning rate.</summary>
    public double PeakRate { get; init; } = 2e-3;

    /// <summary>What likenesses between sounds are divided by.</summary>
    public double VoiceTemperature { get; init; } = 0.1;

    /// <summary>How sounds are changed.</summary>
    public SoundAugmentation Augmentation { get; init; } = new() { LargestSpeed = 1.25 };

    /// <summary>What of spectrograms is hidden.</summary>
    public SpectrogramMasking Masking { get; init; } = new();

    /// <summary>N, sounds of a batch.</summary>
    public int Sounds => NamesPerBatch * PerName;
}
