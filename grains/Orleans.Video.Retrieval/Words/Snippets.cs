using Lucene.Net.Analysis;

namespace Orleans.Video.Retrieval.Words;

/// <summary>Cuts the part of a text that shows why it was found.</summary>
internal static class Snippets
{
    private const int Length = 160;
    private const int Before = 40;

    /// <summary>How much of a text is looked through: one word far down a text of megabytes is not worth its analysis.</summary>
    private const int MaxRead = 20_000;

    /// <summary>The text around the first word of the parts, or its beginning.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="analyses">The analyses that the text is indexed under.</param>
    /// <param name="parts">The parts of the query that the text has.</param>
    /// <param name="analyzer">The index's analyzer.</param>
    public static string Around(string text, IReadOnlyList<string> analyses, IReadOnlyList<CompiledPart> parts, Analyzer analyzer)
    {
        if (text.Length <= Length) return text;
        var read = text.Length <= MaxRead ? text : text[..MaxRead];
        var first = int.MaxValue;
        foreach (var analysis in analyses)
        {
            var terms = parts.SelectMany(part => part.Terms.GetValueOrDefault(analysis, [])).ToHashSet();
            var prefixes = analysis == Languages.Neutral ? parts.Select(static part => part.Prefix).OfType<string>().ToList() : [];
            foreach (var token in Tokens.Of(read, analysis, analyzer))
            {
                if (token.Offset >= first) break;
                if (terms.Contains(token.Term) || prefixes.Exists(prefix => token.Term.StartsWith(prefix, StringComparison.Ordinal))) first = token.Offset;
            }
        }

        return Cut(text, first == int.MaxValue ? 0 : first);
    }

    private static string Cut(string text, int match)
    {
        var start = match <= Before ? 0 : WordStart(text, match - Before, match);
        var end = Math.Min(text.Length, start + Length);
        if (end < text.Length)
        {
            var space = text.LastIndexOf(' ', end, end - match);
            if (space > match) end = space;
            else if (char.IsLowSurrogate(text[end])) end--;
        }

        return (start > 0 ? "… " : "") + text[start..end].Trim() + (end < text.Length ? " …" : "");
    }

    /// <summary>Where a word starts between the two places; the first of them where none does.</summary>
    private static int WordStart(string text, int from, int to)
    {
        var space = text.IndexOf(' ', from, to - from);
        if (space >= 0) return space + 1;
        return char.IsLowSurrogate(text[from]) ? from + 1 : from;
    }
}
