using Lucene.Net.Analysis;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Orleans.Video.Retrieval.Words;

/// <summary>One search on one snapshot: finds the best, then says why.</summary>
internal sealed class WordSearch
{
    private static readonly Sort BestFirst = new(
        SortField.FIELD_SCORE,
        new SortField(Fields.Key, SortFieldType.STRING),
        new SortField(Fields.Number, SortFieldType.INT32));

    private readonly IndexSnapshot _snapshot;
    private readonly Analyzer _analyzer;
    private readonly IReadOnlyList<CompiledPart> _parts;

    public WordSearch(IndexSnapshot snapshot, Analyzer analyzer, WordQuery query)
    {
        _snapshot = snapshot;
        _analyzer = analyzer;
        var asked = Languages.AnalysisOf(query.Language);
        // In a language that no document is in, only the words as they are written can be found.
        var analyses = asked == Languages.Neutral ? snapshot.Analyses : snapshot.Analyses.Where(analysis => analysis == Languages.Neutral || analysis == asked).ToList();
        _parts = new QueryCompiler(snapshot.Reader, analyses, analyzer).Compile(QueryPart.Parse(query.Text));
    }

    public IReadOnlyList<WordHit> Videos(int k)
    {
        if (Best(_snapshot.Videos, CompiledPart.OnVideos(_parts), k) is not { Length: > 0 } best) return [];
        var matches = Match(_snapshot.Videos, best, Enum.GetValues<WordField>(), static (part, field) => part.OfVideo[(int)field]);
        var sentences = new BestSentences(_snapshot.Sentences, CompiledPart.OnSentences(_parts, phrasesRequired: false)).Of(best);
        return [.. best.Select((hit, i) => new WordHit(KeyOf(hit), hit.Score, Words(matches[i]), sentences[i], SnippetsOf(hit.Doc, matches[i])))];
    }

    public IReadOnlyList<WordHit> Moments(int k)
    {
        if (Best(_snapshot.Sentences, CompiledPart.OnSentences(_parts, phrasesRequired: true), k) is not { Length: > 0 } best) return [];
        var matches = Match(_snapshot.Sentences, best, [WordField.Transcript], static (part, _) => part.OfSentence);
        return [.. best.Select((hit, i) => new WordHit(KeyOf(hit), hit.Score, Words(matches[i]), BestSentences.Read(_snapshot.Sentences, hit.Doc), []))];
    }

    private static FieldDoc[] Best(KindSearcher searcher, Query? query, int k)
    {
        if (query is null) return [];
        // Lucene allocates for k hits, whether there are as many or not.
        k = Math.Min(k, Math.Max(1, searcher.IndexReader.MaxDoc));
        var found = searcher.Search(query, null, k, BestFirst, doDocScores: true, doMaxScore: false);
        return [.. found.ScoreDocs.Cast<FieldDoc>()];
    }

    private static string KeyOf(FieldDoc hit) => ((BytesRef)hit.Fields[1]).Utf8ToString();

    /// <summary>For each hit, which part was found in which fields.</summary>
    private List<(CompiledPart Part, List<WordField> Fields)>[] Match(KindSearcher searcher, FieldDoc[] hits, WordField[] fields, Func<CompiledPart, WordField, Query?> query)
    {
        var found = hits.Select(static _ => new List<(CompiledPart, List<WordField>)>()).ToArray();
        var inOrder = Enumerable.Range(0, hits.Length).OrderBy(i => hits[i].Doc).ToArray();
        foreach (var part in _parts)
        {
            var ofPart = new List<WordField>?[hits.Length];
            foreach (var field in fields)
            {
                if (query(part, field) is not { } wanted) continue;
                var walk = new LeafWalk(searcher, wanted);
                foreach (var i in inOrder)
                    if (walk.AdvanceTo(hits[i].Doc) == hits[i].Doc) (ofPart[i] ??= []).Add(field);
            }

            for (var i = 0; i < hits.Length; i++)
                if (ofPart[i] is { } fieldsOfHit) found[i].Add((part, fieldsOfHit));
        }

        return found;
    }

    private static IReadOnlyList<MatchedWord> Words(List<(CompiledPart Part, List<WordField> Fields)> matches) =>
        [.. matches.Select(static match => new MatchedWord(match.Part.Part.Typed, match.Fields))];

    private IReadOnlyList<WordSnippet> SnippetsOf(int document, List<(CompiledPart Part, List<WordField> Fields)> matches)
    {
        var matched = matches.SelectMany(static match => match.Fields).Where(static field => field != WordField.Transcript).Distinct().Order().ToList();
        if (matched.Count == 0) return [];
        var stored = _snapshot.Videos.Doc(document, matched.Select(static field => Fields.OfVideo[(int)field]).Append(Fields.Analysis).ToHashSet());
        var analyses = stored.Get(Fields.Analysis) is { } language ? [Languages.Neutral, language] : new[] { Languages.Neutral };
        var snippets = new List<WordSnippet>();
        foreach (var field in matched)
        {
            var parts = matches.Where(match => match.Fields.Contains(field)).Select(static match => match.Part).ToList();
            snippets.Add(new WordSnippet(field, Snippets.Around(stored.Get(Fields.OfVideo[(int)field])!, analyses, parts, _analyzer)));
        }

        return snippets;
    }
}
