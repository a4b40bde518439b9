namespace Orleans.Video.Inference.Starter;

/// <summary>
/// The same numbers for the same seed on every machine: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014), and normal numbers as sums
/// of twelve uniform ones, because the logarithms and cosines of the usual formulas differ from one C library to the next.
/// </summary>
internal sealed class SeededGenerator(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A whole number of 64 random bits.</summary>
    public ulong NextBits()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to below 1.</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number of mean 0 and deviation 1, between −6 and 6.</summary>
    public double NextNormal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++) sum += NextUniform();
        return sum;
    }
}
