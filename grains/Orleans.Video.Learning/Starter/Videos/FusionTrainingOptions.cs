using Orleans.Video.Learning.Models.Fusion;

namespace Orleans.Video.Learning.Starter.Videos;

/// <summary>How the fusion encoder is trained, on sequences that are put together from vectors of pictures and sounds.</summary>
internal sealed record FusionTrainingOptions
{
    /// <summary>The encoder.</summary>
    public FusionModelOptions Fusion { get; init; } = new();

    /// <summary>Videos of a batch.</summary>
    public int Videos { get; init; } = 64;

    /// <summary>S, seconds of a video.</summary>
    public int Seconds { get; init; } = 12;

    /// <summary>Chance that a video has two topics, one after the other.</summary>
    public double TwoTopics { get; init; } = 0.4;

    /// <summary>Chance that a video has no sound.</summary>
    public double Silent { get; init; } = 0.25;

    /// <summary>Chance that a video has no pictures but sound.</summary>
    public double Blind { get; init; } = 0.1;

    /// <summary>All steps.</summary>
    public long Steps { get; init; } = 3_000;

    /// <summary>The highest learning rate.</summary>
    public double PeakRate { get; init; } = 1e-3;
}
