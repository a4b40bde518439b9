using System.Text;

namespace Orleans.Video.Retrieval.Words;

internal enum PartKind
{
    Word,
    Prefix,
    Phrase,
}

/// <summary>One word, prefix or phrase of a query.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Words">What to analyse: no quotes, no star.</param>
/// <param name="Typed">What the person typed, for the explanation.</param>
internal sealed record QueryPart(PartKind Kind, string Words, string Typed)
{
    /// <summary>Takes a query apart. Never fails but by <see cref="QueryException"/>, whatever the text.</summary>
    /// <exception cref="QueryException">There is nothing to search for, or too much.</exception>
    public static IReadOnlyList<QueryPart> Parse(string text)
    {
        if (text.Length > WordQuery.MaxLength)
            throw new QueryException($"the query has {text.Length:N0} characters, at most {WordQuery.MaxLength:N0} are searched for: leave some words out");

        var parts = new List<QueryPart>();
        var seen = new HashSet<(PartKind, string)>();
        for (var i = 0; i < text.Length;)
        {
            if (IsSpace(text[i]))
            {
                i++;
            }
            else if (IsQuote(text[i]))
            {
                var end = i + 1;
                while (end < text.Length && !IsQuote(text[end])) end++;
                // A quote that nothing closes is no quote: the rest are words.
                if (end < text.Length) Add(PartKind.Phrase, text[(i + 1)..end]);
                i = end < text.Length ? end + 1 : i + 1;
            }
            else
            {
                var end = i;
                while (end < text.Length && !IsSpace(text[end]) && !IsQuote(text[end])) end++;
                var word = text[i..end];
                Add(word[^1] == '*' ? PartKind.Prefix : PartKind.Word, word.TrimEnd('*'));
                i = end;
            }
        }

        if (parts.Count == 0) throw new QueryException("the query has no words: type at least one letter or digit");
        if (parts.Count > WordQuery.MaxWords)
            throw new QueryException($"the query has {parts.Count} different words, at most {WordQuery.MaxWords} are searched for: leave some out");
        if (parts.Count(static part => part.Kind == PartKind.Prefix) is var prefixes and > WordQuery.MaxPrefixes)
            throw new QueryException($"the query has {prefixes} words that end in *, at most {WordQuery.MaxPrefixes} are searched for: write some of them out");
        return parts;

        void Add(PartKind kind, string words)
        {
            words = new string([.. words.Select(static c => char.IsControl(c) ? ' ' : c)]).Trim();
            if (!words.EnumerateRunes().Any(Rune.IsLetterOrDigit) || !seen.Add((kind, words))) return;
            parts.Add(new QueryPart(kind, words, kind switch
            {
                PartKind.Phrase => $"\"{words}\"",
                PartKind.Prefix => words + "*",
                _ => words.Trim(',', '.', ';', ':', '!', '?', '(', ')', '[', ']', '\''),
            }));
        }
    }

    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || char.IsControl(c);

    private static bool IsQuote(char c) => c is '"' or '\u201C' or '\u201D' or '\u201E' or '\uFF02';
}
