using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Fusion;

/// <summary>How a fusion encoder goes on learning from videos.</summary>
public sealed record FusionRunOptions
{
    /// <summary>The set whose fusion encoder goes on learning; all else of it stays as it is.</summary>
    public required ModelSet Parent { get; init; }

    /// <summary>Where the new set is written; nothing is there yet. Its name is the set's id.</summary>
    public required string Target { get; init; }

    /// <summary>Where checkpoints and the curve are kept; a run that was stopped goes on from there.</summary>
    public required string Work { get; init; }

    /// <summary>Where order and chance begin.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>All steps, 1 or more.</summary>
    public long Steps { get; init; } = 600;

    /// <summary>Videos of a batch, 2 to 1,024; all that there are where there are fewer.</summary>
    public int Videos { get; init; } = 64;

    /// <summary>Seconds of a video in a batch, 1 to 64: any that follow each other.</summary>
    public int Seconds { get; init; } = 12;

    /// <summary>The highest learning rate.</summary>
    public double PeakRate { get; init; } = 5e-4;

    /// <summary>The fewest videos with words that a run begins with. Of fewer, the tenth that is kept aside is too small to tell a gain from chance.</summary>
    public int FewestPairs { get; init; } = 200;

    /// <summary>The fewest of them that are kept aside, more than the ten that are looked at.</summary>
    public int FewestHeldOut { get; init; } = 15;

    /// <summary>What it trains on.</summary>
    public required InferenceDevice Device { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">Names the option that is wrong.</exception>
    public void Check()
    {
        if (Steps < 1) throw new ArgumentException($"option {nameof(Steps)} must be 1 or more, not {Steps}");
        if (Videos is < 2 or > 1024) throw new ArgumentException($"option {nameof(Videos)} must be 2 to 1,024, not {Videos}");
        if (Seconds is < 1 or > 64) throw new ArgumentException($"option {nameof(Seconds)} must be 1 to 64, not {Seconds}");
        if (FewestHeldOut < 1 || FewestPairs <= FewestHeldOut) throw new ArgumentException($"option {nameof(FewestPairs)} must be more than {nameof(FewestHeldOut)}, which is 1 or more");
    }
}
