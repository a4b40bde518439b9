using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Cjk;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.Miscellaneous;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Util;

namespace Orleans.Video.Retrieval.Words;

/// <summary>
/// Words of any language as they are written, without case, accents and character width: Unicode's word boundaries (UAX #29), every word
/// kept. Chinese and Japanese become single characters and South-East Asian scripts pairs of characters, so that a word of several is
/// found as a phrase.
/// </summary>
internal sealed class FoldingAnalyzer : Analyzer
{
    protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader)
    {
        var words = new StandardTokenizer(LuceneVersion.LUCENE_48, reader);
        return new TokenStreamComponents(words, Fold(new UnspacedPairsFilter(words)));
    }

    /// <summary>Case, width and accents, in this order.</summary>
    public static TokenStream Fold(TokenStream words) =>
        new AccentFoldingFilter(new ASCIIFoldingFilter(new LowerCaseFilter(LuceneVersion.LUCENE_48, new CJKWidthFilter(words))));
}
