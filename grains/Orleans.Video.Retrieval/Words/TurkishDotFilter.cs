using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Orleans.Video.Retrieval.Words;

/// <summary>Lower-cases the two letters that Turkish lower-cases differently, and cuts what follows an apostrophe: a suffix of a name.</summary>
internal sealed class TurkishDotFilter(TokenStream input) : TokenFilter(input)
{
    private readonly ICharTermAttribute _term = input.AddAttribute<ICharTermAttribute>();

    public override bool IncrementToken()
    {
        if (!m_input.IncrementToken()) return false;
        var letters = _term.Buffer.AsSpan(0, _term.Length);
        letters.Replace('I', 'ı');
        letters.Replace('İ', 'i');
        var apostrophe = letters.IndexOfAny('\'', '\u2019');
        if (apostrophe > 0) _term.SetLength(apostrophe);
        return true;
    }
}
