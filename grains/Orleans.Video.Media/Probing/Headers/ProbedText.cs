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

    /// <summary>A whole answer.</summary>
    public static JsonObject Answer(string format, string duration, JsonArray streams) =>
        new() { ["format"] = new JsonObject { ["format_name"] = format, ["duration"] = duration }, ["streams"] = streams };
}
