namespace Orleans.Video.Learning.Data.Augmentation;

/// <summary>How sounds are changed while they are learned from. Chances are 0–1; 0 leaves a change out.</summary>
public sealed record SoundAugmentation
{
    /// <summary>Nothing: a sound stands in the middle of what is asked for, as loud as it is.</summary>
    public static SoundAugmentation None { get; } = new() { LargestGain = 0, Shift = 0, LargestSpeed = 1, NoiseChance = 0, MuffleChance = 0 };

    /// <summary>Largest change of loudness up or down in decibels, 0–40. Default 10.</summary>
    public double LargestGain { get; init; } = 10;

    /// <summary>Share of the free room by which a sound may stand anywhere, 0 (always in the middle) to 1. Default 1.</summary>
    public double Shift { get; init; } = 1;

    /// <summary>Largest factor of speed and pitch up or down, 1–2. Default 1.12.</summary>
    public double LargestSpeed { get; init; } = 1.12;

    /// <summary>Chance of noise behind the sound. Default 0.4.</summary>
    public double NoiseChance { get; init; } = 0.4;

    /// <summary>The least that a sound stands above the noise in decibels, −20 to 40. The most is 40. Default 8.</summary>
    public double LowestSignalToNoise { get; init; } = 8;

    /// <summary>Chance that high frequencies are weakened. Default 0.2.</summary>
    public double MuffleChance { get; init; } = 0.2;

    /// <summary>Says what is wrong with these options, naming the option, or null when they can be used.</summary>
    public string? Check()
    {
        if (LargestGain is not (>= 0 and <= 40)) return $"{nameof(LargestGain)} must be 0 to 40 dB, not {LargestGain}";
        if (Shift is not (>= 0 and <= 1)) return $"{nameof(Shift)} must be 0 to 1, not {Shift}";
        if (LargestSpeed is not (>= 1 and <= 2)) return $"{nameof(LargestSpeed)} must be 1 to 2, not {LargestSpeed}";
        if (NoiseChance is not (>= 0 and <= 1)) return $"{nameof(NoiseChance)} must be 0 to 1, not {NoiseChance}";
        if (LowestSignalToNoise is not (>= -20 and <= 40)) return $"{nameof(LowestSignalToNoise)} must be -20 to 40 dB, not {LowestSignalToNoise}";
        if (MuffleChance is not (>= 0 and <= 1)) return $"{nameof(MuffleChance)} must be 0 to 1, not {MuffleChance}";
        return null;
    }
}
