using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Orleans.Video.Retrieval.Words;

/// <summary>The terms that begin with a prefix. Bounded both ways: of the first <see cref="MaxVisited"/> in the order of the dictionary, the <see cref="MaxTerms"/> that most documents have.</summary>
internal static class PrefixTerms
{
    public const int MaxVisited = 4_096;
    public const int MaxTerms = 64;

    /// <summary>The terms and in how many documents they are, the most common first.</summary>
    public static IReadOnlyList<(Term Term, int Documents)> Of(IndexReader reader, string field, string prefix)
    {
        var terms = MultiFields.GetTerms(reader, field)?.GetEnumerator();
        if (terms is null) return [];

        var wanted = new BytesRef(prefix);
        var found = new List<(Term Term, int Documents)>();
        for (var more = terms.SeekCeil(wanted) != TermsEnum.SeekStatus.END; more && found.Count < MaxVisited; more = terms.MoveNext())
        {
            if (!StringHelper.StartsWith(terms.Term, wanted)) break;
            found.Add((new Term(field, BytesRef.DeepCopyOf(terms.Term)), terms.DocFreq));
        }

        found.Sort(static (a, b) => a.Documents != b.Documents ? b.Documents.CompareTo(a.Documents) : a.Term.CompareTo(b.Term));
        return found.Count <= MaxTerms ? found : found[..MaxTerms];
    }
}
