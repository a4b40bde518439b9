using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Orleans.Video.Retrieval.Words;

/// <summary>A token of a text: its term, its place among the terms, and the first character of it in the text.</summary>
internal readonly record struct Token(string Term, int Position, int Offset);

/// <summary>Texts as the index sees them.</summary>
internal static class Tokens
{
    /// <summary>The tokens of a text, one by one; the analyzer's stream is free again when the enumeration ends.</summary>
    public static IEnumerable<Token> Of(string text, string analysis, Analyzer analyzer)
    {
        using var stream = analyzer.GetTokenStream(Fields.Under(Fields.Sentence, analysis), text);
        var term = stream.AddAttribute<ICharTermAttribute>();
        var increment = stream.AddAttribute<IPositionIncrementAttribute>();
        var offset = stream.AddAttribute<IOffsetAttribute>();
        stream.Reset();
        var position = -1;
        while (stream.IncrementToken())
        {
            position += increment.PositionIncrement;
            yield return new Token(term.ToString()!, position, offset.StartOffset);
        }

        stream.End();
    }
}
