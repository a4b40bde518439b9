namespace Orleans.Video.Inference;

/// <summary>What the fusion encoder remembers of a video: an opaque row of numbers that is kept with each segment. It is never changed.</summary>
/// <param name="Values"><c>float [StateWidth]</c>; all zeros before the first second.</param>
public sealed record FusionState(float[] Values);

/// <summary>Some seconds of one video, in order, right behind those that made <see cref="State"/>.</summary>
public sealed record FusionInput
{
    /// <summary><c>float [S, Dv]</c>, a row a second; rows without a picture are not read. Empty where the set fuses no pictures.</summary>
    public required float[] Visual { get; init; }

    /// <summary><c>float [S, Da]</c>, a row a second; rows without sound are not read. Empty where the set fuses no sound.</summary>
    public required float[] Audio { get; init; }

    /// <summary><c>bool [S]</c>, whether a second has a picture.</summary>
    public required bool[] VideoPresent { get; init; }

    /// <summary><c>bool [S]</c>, whether a second has sound.</summary>
    public required bool[] AudioPresent { get; init; }

    /// <summary>How many of the S seconds count, 1 to S.</summary>
    public required int Seconds { get; init; }

    /// <summary>What is remembered of the seconds before.</summary>
    public required FusionState State { get; init; }
}

/// <summary>Fused seconds.</summary>
/// <param name="Seconds"><c>float [Seconds, D]</c>, a row a second that counts, of length one; zeros where a second has neither picture nor sound.</param>
/// <param name="Pooled"><c>float [D]</c> of length one over everything so far; zeros where nothing was seen or heard yet.</param>
/// <param name="Next">What to give with the next seconds.</param>
public sealed record FusionOutput(float[] Seconds, float[] Pooled, FusionState Next);
