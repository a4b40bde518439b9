using Orleans.Video.Inference.Starter;

namespace Orleans.Video.Learning.Data;

/// <summary>What a seeded generator is asked for, and seeds that depend on a place and not on who comes first.</summary>
internal static class Draws
{
    /// <summary>A seed for a place: equal for equal arguments, unrelated for any others.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="place">Numbers that name the place, such as epoch, position and view.</param>
    public static ulong SeedOf(ulong seed, params ReadOnlySpan<long> place)
    {
        var mixed = new SeededGenerator(seed).NextBits();
        foreach (var number in place) mixed = new SeededGenerator(mixed ^ new SeededGenerator((ulong)number).NextBits()).NextBits();
        return mixed;
    }

    /// <summary>A whole number from 0 to below <paramref name="below"/>, which is positive.</summary>
    public static int NextBelow(this SeededGenerator draws, int below) => (int)Math.BigMul(draws.NextBits(), (ulong)below, out _);

    /// <summary>A number from <paramref name="low"/> to below <paramref name="high"/>.</summary>
    public static double NextBetween(this SeededGenerator draws, double low, double high) => low + (high - low) * draws.NextUniform();

    /// <summary>True in this share of all draws, 0–1. A number is drawn whatever the share, so that what follows does not depend on it.</summary>
    public static bool NextChance(this SeededGenerator draws, double share) => draws.NextUniform() < share;

    /// <summary>One of some.</summary>
    public static T NextOf<T>(this SeededGenerator draws, IReadOnlyList<T> some) => some[draws.NextBelow(some.Count)];

    /// <summary>An index, each as likely as its weight; the weights are not negative and not all zero.</summary>
    public static int NextWeighted(this SeededGenerator draws, ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights) total += weight;
        var at = draws.NextUniform() * total;
        for (var i = 0; i < weights.Length; i++)
        {
            at -= weights[i];
            if (at < 0) return i;
        }

        return weights.LastIndexOfAnyExcept(0.0);
    }

    /// <summary>Puts into random order (Fisher and Yates).</summary>
    public static void Shuffle<T>(this SeededGenerator draws, Span<T> items)
    {
        for (var left = items.Length; left > 1; left--)
        {
            var chosen = draws.NextBelow(left);
            (items[left - 1], items[chosen]) = (items[chosen], items[left - 1]);
        }
    }
}
