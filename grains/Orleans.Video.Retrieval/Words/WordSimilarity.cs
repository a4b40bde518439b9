using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;

namespace Orleans.Video.Retrieval.Words;

/// <summary>BM25 (k1 1.2, b 0.75) whose average field length is over the documents that have the field: Lucene's is over all, among which most lack a language's field.</summary>
internal sealed class WordSimilarity : BM25Similarity
{
    protected override float AvgFieldLength(CollectionStatistics collectionStats) =>
        collectionStats.SumTotalTermFreq <= 0 || collectionStats.DocCount <= 0
            ? 1
            : (float)(collectionStats.SumTotalTermFreq / (double)collectionStats.DocCount);
}
