namespace Orleans.Video.Learning.Data.Sounds;

/// <summary>How strings of digits are put together.</summary>
internal sealed record DigitStringOptions
{
    /// <summary>The fewest digits of a string, 1 or more.</summary>
    public int FewestDigits { get; init; } = 3;

    /// <summary>The most digits of a string.</summary>
    public int MostDigits { get; init; } = 7;

    /// <summary>The longest string in seconds; recordings are drawn again until they fit.</summary>
    public double MostSeconds { get; init; } = 3.6;

    /// <summary>The shortest and the longest gap in seconds, before, between and behind digits.</summary>
    public (double Shortest, double Longest) Gap { get; init; } = (0.03, 0.2);

    /// <summary>The most that a string is played faster or slower, with its pitch, as a factor; 1 leaves every voice as it is.</summary>
    public double LargestSpeed { get; init; } = 1;

    /// <summary>The lowest and the highest power of speech above that of noise, in dB.</summary>
    public (double Lowest, double Highest) SignalToNoise { get; init; } = (10, 25);

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">Names the option that is wrong.</exception>
    public void Check()
    {
        if (FewestDigits < 1 || MostDigits < FewestDigits) throw new ArgumentException($"options {nameof(FewestDigits)} and {nameof(MostDigits)} must be 1 or more and in order, not {FewestDigits} and {MostDigits}");
        if (Gap.Shortest < 0 || Gap.Longest < Gap.Shortest) throw new ArgumentException($"option {nameof(Gap)} must be 0 or more and in order, not {Gap}");
        if (SignalToNoise.Highest < SignalToNoise.Lowest) throw new ArgumentException($"option {nameof(SignalToNoise)} must be in order, not {SignalToNoise}");
        if (LargestSpeed is not (>= 1 and <= 4)) throw new ArgumentException($"option {nameof(LargestSpeed)} must be 1 to 4, not {LargestSpeed}");
        if (MostSeconds is not (> 0 and <= 60)) throw new ArgumentException($"option {nameof(MostSeconds)} must be above 0 and at most 60, not {MostSeconds}");
    }
}
