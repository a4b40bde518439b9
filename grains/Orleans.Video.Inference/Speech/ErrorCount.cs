namespace Orleans.Video.Inference.Speech;

/// <summary>How far recognised text is from what was said: the fewest substitutions, insertions and deletions between them (Levenshtein).</summary>
/// <param name="Edits">Substitutions, insertions and deletions.</param>
/// <param name="Length">Units of what was said.</param>
public readonly record struct ErrorCount(int Edits, int Length)
{
    /// <summary>Edits a unit; 0 when nothing was said and nothing recognised, and infinite when words came of nothing.</summary>
    public double Rate => Length > 0 ? (double)Edits / Length : Edits == 0 ? 0 : double.PositiveInfinity;

    /// <summary>The errors of two texts together.</summary>
    public static ErrorCount operator +(ErrorCount a, ErrorCount b) => Add(a, b);

    /// <summary>The errors of two texts together.</summary>
    public static ErrorCount Add(ErrorCount left, ErrorCount right) => new(left.Edits + right.Edits, left.Length + right.Length);

    /// <summary>Errors in words: letters and digits count, upper and lower case are alike, an apostrophe belongs to its word.</summary>
    public static ErrorCount OfWords(string said, string recognised) => Of(Words(said), Words(recognised));

    /// <summary>Errors in characters of the words, with one space between two words.</summary>
    public static ErrorCount OfCharacters(string said, string recognised) => Of<char>([.. string.Join(' ', Words(said))], [.. string.Join(' ', Words(recognised))]);

    private static string[] Words(string text) =>
        new string([.. text.ToLowerInvariant().Select(static c => char.IsLetterOrDigit(c) || c == '\'' || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark ? c : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static ErrorCount Of<T>(T[] said, T[] recognised)
        where T : IEquatable<T>
    {
        var row = Enumerable.Range(0, recognised.Length + 1).ToArray();
        for (var i = 1; i <= said.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= recognised.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (said[i - 1].Equals(recognised[j - 1]) ? 0 : 1));
                diagonal = above;
            }
        }

        return new ErrorCount(row[^1], said.Length);
    }
}
