using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace Orleans.Video.Media.Probing.Headers;

/// <summary>Says things as ffprobe's JSON says them.</summary>
internal static class ProbedText
{
    // Beyond some three years of seconds no file that is read here goes.
    private const double Longest = 1e8;

    /// <summary>Seconds with six decimals, rounded as C does, or null when there are absurdly many.</summary>
    public static string? Seconds(double value)
    {
        if (!(Math.Abs(value) < Longest)) return null;
        var exact = decimal.Parse(value.ToString("F20", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return decimal.Round(exact, 6, MidpointRounding.ToEven).ToString("F6", CultureInfo.InvariantCulture);
    }

    /// <summary>A ratio in lowest terms, or null when it does not fit two 31-bit numbers.</summary>
    public static string? Ratio(long over, long under)
    {
        if (over <= 0 || under <= 0) return null;
        var common = (long)BigInteger.GreatestCommonDivisor(over, under);
        (over, under) = (over / common, under / common);
        return over <= int.MaxValue && under <= int.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"{over}/{under}") : null;
    }

    /// <summary>
    /// The ratio of two numbers below a limit that comes nearest, by continued fractions: the last convergent within the limit, or the
    /// intermediate fraction behind it where that is nearer, which it is when at least half of the next step still fits.
    /// </summary>
    public static (long Over, long Under) Nearest(long over, long under, long limit)
    {
        var common = (long)BigInteger.GreatestCommonDivisor(over, under);
        (over, under) = (over / common, under / common);
        if (over <= limit && under <= limit) return (over, under);
        (long Over, long Under) before = (0, 1), last = (1, 0);
        while (under != 0)
        {
            var step = over / under;
            var rest = over - (under * step);
            // At most 64 steps, and no step of a fraction within the limit overflows 128 bits.
            if (((Int128)step * last.Over) + before.Over > limit || ((Int128)step * last.Under) + before.Under > limit)
            {
                if (last.Over != 0) step = (limit - before.Over) / last.Over;
                if (last.Under != 0) step = Math.Min(step, (limit - before.Under) / last.Under);
                if ((Int128)under * ((2 * (Int128)step * last.Under) + before.Under) > (Int128)over * last.Under)
                    last = ((step * last.Over) + before.Over, (step * last.Under) + before.Under);
                return last;
            }

            (before, last) = (last, ((step * last.Over) + before.Over, (step * last.Under) + before.Under));
            (over, under) = (under, rest);
        }

        return last;
    }

    /// <summary>A whole answer.</summary>
    public static JsonObject Answer(string format, string duration, JsonArray streams) =>
        new() { ["format"] = new JsonObject { ["format_name"] = format, ["duration"] = duration }, ["streams"] = streams };
}
