using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;

namespace Orleans.Video.Retrieval.Words;

/// <summary>
/// BM25 with k1 1.2. Its b, how much a long text must give way to a short one, is the usual 0.75 for texts that may be long. Titles,
/// captions and sentences differ by a few words, of which each may be one that is looked for: 0.3.
/// </summary>
internal sealed class WordSimilarity : PerFieldSimilarityWrapper
{
    private readonly Bm25 _long = new(0.75f);
    private readonly Bm25 _short = new(0.3f);

    public override Similarity Get(string field) => Fields.IsLong(field) ? _long : _short;

    private sealed class Bm25(float b) : BM25Similarity(1.2f, b)
    {
        // Lucene divides by all documents, among which most lack a language's field.
        protected override float AvgFieldLength(CollectionStatistics collectionStats) =>
            collectionStats.SumTotalTermFreq <= 0 || collectionStats.DocCount <= 0
                ? 1
                : (float)(collectionStats.SumTotalTermFreq / (double)collectionStats.DocCount);
    }
}
