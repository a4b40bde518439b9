using Lucene.Net.Analysis;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Orleans.Video.Retrieval.Words;

/// <summary>
/// Makes Lucene queries of a query's parts. A word is looked for in each field as it is written and, stemmed, in each language that the
/// query may be of; the better of these counts for the field. Phrases and prefixes are looked for as they are written.
/// </summary>
internal sealed class QueryCompiler(IndexReader reader, IReadOnlyCollection<string> analyses, Analyzer analyzer)
{
    /// <summary>How many characters of Chinese, Japanese or Korean must be found of a word, for nothing says where its words end.</summary>
    private const double CjkShare = 0.5;

    public IReadOnlyList<CompiledPart> Compile(IReadOnlyList<QueryPart> parts) => [.. parts.Select(Compile)];

    private CompiledPart Compile(QueryPart part)
    {
        var tokens = new Dictionary<string, IReadOnlyList<Token>>();
        foreach (var analysis in analyses)
        {
            if (part.Kind != PartKind.Word && analysis != Languages.Neutral) continue;
            var found = Tokens.Of(part.Words, analysis, analyzer).ToList();
            if (found.Count > 0) tokens.Add(analysis, found);
        }

        var fields = new Query?[Fields.OfVideo.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = OnField(Fields.OfVideo[i], part.Kind, tokens);
            if (fields[i] is { } query) query.Boost = Fields.Weights[i];
        }

        var prefix = part.Kind == PartKind.Prefix && tokens.TryGetValue(Languages.Neutral, out var written) ? written[^1].Term : null;
        return new CompiledPart(
            part,
            fields,
            OnField(Fields.Sentence, part.Kind, tokens),
            tokens.ToDictionary(
                static entry => entry.Key,
                entry => (IReadOnlyList<string>)[.. entry.Value.Select(static token => token.Term).Take(prefix is null ? int.MaxValue : entry.Value.Count - 1)]),
            prefix);
    }

    private DisjunctionMaxQuery? OnField(string field, PartKind kind, Dictionary<string, IReadOnlyList<Token>> tokens)
    {
        var best = new DisjunctionMaxQuery(0);
        foreach (var (analysis, found) in tokens)
        {
            var name = Fields.Under(field, analysis);
            var query = kind == PartKind.Prefix ? Prefixed(name, found)
                : analysis == Languages.Cjk && found.Count > 1 ? Pairs(name, found)
                : Exactly(name, found);
            if (query is not null) best.Add(query);
        }

        return best.Any() ? best : null;
    }

    private static Query Exactly(string field, IReadOnlyList<Token> tokens)
    {
        if (tokens.Count == 1) return new TermQuery(new Term(field, tokens[0].Term));
        var phrase = new PhraseQuery();
        foreach (var token in tokens) phrase.Add(new Term(field, token.Term), token.Position);
        return phrase;
    }

    private static BooleanQuery Pairs(string field, IReadOnlyList<Token> tokens)
    {
        var pairs = new BooleanQuery();
        foreach (var term in tokens.Select(static token => token.Term).Distinct()) pairs.Add(new TermQuery(new Term(field, term)), Occur.SHOULD);
        pairs.MinimumNumberShouldMatch = (int)Math.Ceiling(pairs.Clauses.Count * CjkShare);
        return pairs;
    }

    /// <summary>The words that begin so; of a word of several tokens ("twenty-fi*") the last does.</summary>
    private Query? Prefixed(string field, IReadOnlyList<Token> tokens)
    {
        var expansions = PrefixTerms.Of(reader, field, tokens[^1].Term);
        if (expansions.Count == 0) return null;
        if (tokens.Count > 1)
        {
            var phrase = new MultiPhraseQuery();
            foreach (var token in tokens.Take(tokens.Count - 1)) phrase.Add([new Term(field, token.Term)], token.Position);
            phrase.Add([.. expansions.Select(static expansion => expansion.Term)], tokens[^1].Position);
            return phrase;
        }

        // All count as if they were as common as the most common: what was typed does not say that a rarer one is meant.
        var any = new DisjunctionMaxQuery(0);
        foreach (var (term, _) in expansions) any.Add(new TermQuery(term, expansions[0].Documents));
        return any;
    }
}
