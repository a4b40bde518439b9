using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Orleans.Video.Retrieval.Words;

/// <summary>
/// Searches one kind of the index's documents, videos or sentences: how rare a word is counts among these alone. In Lucene it counts
/// among all documents, so that a long transcript would make every word of every title rarer.
/// </summary>
internal sealed class KindSearcher : IndexSearcher
{
    private readonly long _documents;

    public KindSearcher(IndexReader reader, string kind)
        : base(reader)
    {
        _documents = reader.DocFreq(new Term(Fields.Kind, kind));
        Similarity = new WordSimilarity();
    }

    public override CollectionStatistics CollectionStatistics(string field)
    {
        var all = base.CollectionStatistics(field);
        return new CollectionStatistics(field, Math.Max(_documents, all.DocCount), all.DocCount, all.SumTotalTermFreq, all.SumDocFreq);
    }
}
