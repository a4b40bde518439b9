using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Models.Visual;
using Orleans.Video.Learning.Starter.Pictures;
using Orleans.Video.Learning.Starter.Sounds;
using Orleans.Video.Learning.Starter.Videos;

namespace Orleans.Video.Learning.Starter;

/// <summary>How the starter set is trained.</summary>
public sealed record StarterOptions
{
    /// <summary>The folder with <c>tiny-imagenet.zip</c> and <c>fsdd.zip</c>.</summary>
    public required string Data { get; init; }

    /// <summary>Where checkpoints, curves and what ffmpeg needs are kept; a run that was stopped goes on from there.</summary>
    public required string Work { get; init; }

    /// <summary>Where the set is written; nothing is there yet. Its name is the set's id.</summary>
    public required string Target { get; init; }

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Epochs are multiplied with this, above 0: 0.1 tries everything in a tenth of the time, 3 learns longer.</summary>
    public double Length { get; init; } = 1;

    /// <summary>What it trains on.</summary>
    public required InferenceDevice Device { get; init; }

    internal VisualModelOptions Visual { get; init; } = new();

    internal int Pictures { get; init; } = 256;

    internal IReadOnlyList<PictureTextStage> Stages { get; init; } = [new(32, 12, 3e-3, 0.6), new(48, 10, 1.8e-3, 0.4), new(64, 4, 7e-4, 0.01), new(48, 4, 1.5e-3, 0.4), new(64, 3, 6e-4, 0.01)];

    /// <summary>The words that a synthesiser speaks to the audio encoder.</summary>
    internal IReadOnlyList<string> SpokenWords { get; init; } = StarterWords.Spoken;

    internal SoundTextOptions Sounds { get; init; } = new();

    internal FusionTrainingOptions Fusion { get; init; } = new();

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">Names the option that is wrong.</exception>
    public void Check()
    {
        if (Length is not (> 0 and <= 1000)) throw new ArgumentException($"option {nameof(Length)} must be above 0 and at most 1000, not {Length}");
        foreach (var name in new[] { "tiny-imagenet.zip", "fsdd.zip" })
            if (!File.Exists(Path.Combine(Data, name))) throw new ArgumentException($"option {nameof(Data)}: there is no {name} in {Data}");
    }
}
