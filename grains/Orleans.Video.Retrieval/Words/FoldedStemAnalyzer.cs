using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.El;
using Lucene.Net.Analysis.Snowball;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Tartarus.Snowball.Ext;
using Lucene.Net.Util;

namespace Orleans.Video.Retrieval.Words;

/// <summary>The languages whose own Lucene.Net analyzer asks .NET for a culture, which a globalization-invariant process does not have: their stemmers, over lower-casing of ours.</summary>
internal sealed class FoldedStemAnalyzer(Func<TokenStream, TokenStream> stem) : Analyzer
{
    /// <summary>Without accents, which the stemmer does not expect.</summary>
    public static TokenStream Greek(TokenStream words) => new GreekStemFilter(FoldingAnalyzer.Fold(words));

    public static TokenStream Irish(TokenStream words) =>
        new SnowballFilter(new LowerCaseFilter(LuceneVersion.LUCENE_48, words), new IrishStemmer());

    /// <summary>I is ı in lower case, and İ is i.</summary>
    public static TokenStream Turkish(TokenStream words) =>
        new SnowballFilter(new LowerCaseFilter(LuceneVersion.LUCENE_48, new TurkishDotFilter(words)), new TurkishStemmer());

    protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader)
    {
        var words = new StandardTokenizer(LuceneVersion.LUCENE_48, reader);
        return new TokenStreamComponents(words, stem(words));
    }
}
