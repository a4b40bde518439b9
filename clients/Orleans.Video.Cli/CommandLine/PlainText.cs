using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Orleans.Video.Cli.CommandLine;

/// <summary>Makes text from outside harmless for a terminal: titles and file names may hold escape sequences.</summary>
internal static class PlainText
{
    /// <summary>The text without control, format and line-breaking characters; newlines and tabs become spaces unless <paramref name="lines"/> are kept.</summary>
    public static string Clean(string? text, bool lines = false)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\n' && lines) clean.Append('\n');
            else if (rune.Value is '\n' or '\r' or '\t') clean.Append(' ');
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                clean.Append('\uFFFD');
            else clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    /// <summary>The text as it may stand within Spectre's markup, cut to <paramref name="most"/> characters.</summary>
    public static string Markup(string? text, int most = 400)
    {
        var clean = Clean(text);
        return (clean.Length <= most ? clean : string.Concat(clean.AsSpan(0, most - 1), "…")).EscapeMarkup();
    }

    /// <summary>Seconds as <c>0:07</c>, <c>12:34</c> or <c>3:00:00</c>.</summary>
    public static string Clock(double seconds)
    {
        var whole = TimeSpan.FromSeconds(Math.Max(0, Math.Floor(seconds)));
        return whole.TotalHours >= 1 ? $"{(int)whole.TotalHours}:{whole.Minutes:00}:{whole.Seconds:00}" : $"{whole.Minutes}:{whole.Seconds:00}";
    }

    /// <summary>Bytes as <c>12.3 MB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 1 << 30 => $"{bytes / (double)(1 << 30):0.0} GB",
        >= 1 << 20 => $"{bytes / (double)(1 << 20):0.0} MB",
        >= 1 << 10 => $"{bytes / (double)(1 << 10):0.0} kB",
        _ => $"{bytes} bytes",
    };
}
