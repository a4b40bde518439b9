using System.Globalization;
using System.Text;

namespace Orleans.Video.Inference.Text;

/// <summary>
/// Takes accents off letters, as "uncased" vocabularies expect. Unicode normalisation is not there in invariant globalisation,
/// so the letters from U+00C0 to U+017F, which are those of Europe's languages, have a table; combining marks are dropped everywhere.
/// </summary>
internal static class Accents
{
    private const char First = '\u00C0';

    /// <summary>The letter without its accent, for each from U+00C0 to U+017F; one that has none stands for itself.</summary>
    private const string Bases =
        "AAAAAAÆCEEEEIIIIÐNOOOOO×ØUUUUYÞßaaaaaaæceeeeiiiiðnooooo÷øuuuuyþy" +
        "AaAaAaCcCcCcCcDdĐđEeEeEeEeEeGgGgGgGgHhĦħIiIiIiIiIıĲĳJjKkĸLlLlLlĿ" +
        "ŀŁłNnNnNnŉŊŋOoOoOoŒœRrRrRrSsSsSsSsTtTtŦŧUuUuUuUuUuUuWwYyYZzZzZzſ";

    /// <summary>The text without accents.</summary>
    public static string Strip(string text)
    {
        if (Ascii.IsValid(text)) return text;
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (letter >= First && letter - First < Bases.Length) plain.Append(Bases[letter - First]);
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark) plain.Append(letter);
        }

        return plain.ToString();
    }
}
