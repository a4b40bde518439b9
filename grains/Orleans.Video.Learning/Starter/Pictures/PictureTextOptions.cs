using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Models.Text;
using Orleans.Video.Learning.Models.Visual;

namespace Orleans.Video.Learning.Starter.Pictures;

/// <summary>How pictures and words are learned together.</summary>
public sealed record PictureTextOptions
{
    /// <summary>The visual encoder; its frames are 1 here, since a photo is.</summary>
    public required VisualModelOptions Visual { get; init; }

    /// <summary>The text encoder.</summary>
    public required TextModelOptions Text { get; init; }

    /// <summary>Pictures of a batch.</summary>
    public int Pictures { get; init; } = 256;

    /// <summary>Texts of a batch beside a name of each class: hypernyms and definitions.</summary>
    public int WideTexts { get; init; } = 40;

    /// <summary>The stages, one after the other.</summary>
    public IReadOnlyList<PictureTextStage> Stages { get; init; } = [new(32, 12, 3e-3, 0.6), new(48, 10, 1.8e-3, 0.4), new(64, 4, 7e-4, 0.01), new(48, 4, 1.5e-3, 0.4), new(64, 3, 6e-4, 0.01)];

    /// <summary>What happens to the pictures: milder than the default, since a small model sees each only some thirty times.</summary>
    public PictureAugmentation Augmentation { get; init; } = new() { SmallestCrop = 0.4, ColourChance = 0.5, BlurChance = 0.1, OverlayChance = 0.1, CompressionChance = 0.2 };

    /// <summary>The part of each picture's target that goes to all texts alike.</summary>
    public float Smoothing { get; init; } = 0.1f;

    /// <summary>What a parameter's own decay takes, as a share of the learning rate.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>A part of the training: small pictures first, which cost less.</summary>
/// <param name="Size">Side of the pictures in pixels.</param>
/// <param name="Epochs">Times that every picture is seen.</param>
/// <param name="Peak">The highest learning rate.</param>
/// <param name="Final">The last learning rate as a share of the highest.</param>
public sealed record PictureTextStage(int Size, int Epochs, double Peak, double Final);
