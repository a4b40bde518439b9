using Lucene.Net.Search;

namespace Orleans.Video.Retrieval.Words;

/// <summary>What a part of a query means to an index.</summary>
/// <param name="Part">The part.</param>
/// <param name="OfVideo">Its query on each text of a video, in the order of <see cref="WordField"/>; null where nothing can match.</param>
/// <param name="OfSentence">Its query on a sentence; null where nothing can match.</param>
/// <param name="Terms">For each analysis the terms that count as found, to place a snippet.</param>
/// <param name="Prefix">The beginning of a term that counts as found under the neutral analysis; null for none.</param>
internal sealed record CompiledPart(
    QueryPart Part,
    IReadOnlyList<Query?> OfVideo,
    Query? OfSentence,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Terms,
    string? Prefix)
{
    /// <summary>The whole query on videos; null where nothing can match.</summary>
    public static Query? OnVideos(IReadOnlyList<CompiledPart> parts) => Join(parts, static part => AnyOf(part.OfVideo), phrasesRequired: true);

    /// <summary>The whole query on sentences; null where nothing can match.</summary>
    /// <param name="parts">The query's parts.</param>
    /// <param name="phrasesRequired">False to find the best sentence of a video whose phrase may be in its title.</param>
    public static Query? OnSentences(IReadOnlyList<CompiledPart> parts, bool phrasesRequired) => Join(parts, static part => part.OfSentence, phrasesRequired);

    private static Query? Join(IReadOnlyList<CompiledPart> parts, Func<CompiledPart, Query?> query, bool phrasesRequired)
    {
        var all = new BooleanQuery();
        foreach (var part in parts)
        {
            var required = phrasesRequired && part.Part.Kind == PartKind.Phrase;
            if (query(part) is { } found) all.Add(found, required ? Occur.MUST : Occur.SHOULD);
            else if (required) return null;
        }

        return all.Clauses.Count == 0 ? null : all;
    }

    private static BooleanQuery? AnyOf(IReadOnlyList<Query?> queries)
    {
        var any = new BooleanQuery();
        foreach (var query in queries)
            if (query is not null) any.Add(query, Occur.SHOULD);
        return any.Clauses.Count == 0 ? null : any;
    }
}
