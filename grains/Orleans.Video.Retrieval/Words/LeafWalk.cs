using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Orleans.Video.Retrieval.Words;

/// <summary>Walks over the documents that match a query, upwards, across the index's segments.</summary>
internal sealed class LeafWalk(IndexSearcher searcher, Query query)
{
    private readonly Weight _weight = searcher.CreateNormalizedWeight(query);
    private readonly IList<AtomicReaderContext> _leaves = searcher.TopReaderContext.Leaves;
    private int _leaf = -1;
    private Scorer? _scorer;

    /// <summary>The score of the document that the walk stands on.</summary>
    public float Score => _scorer!.GetScore();

    /// <summary>The segment of a document.</summary>
    public AtomicReaderContext LeafOf(int document) => _leaves[ReaderUtil.SubIndex(document, _leaves)];

    /// <summary>The first match at or after a document within the document's segment; <see cref="int.MaxValue"/> for none. Documents may be asked for in rising order only.</summary>
    public int AdvanceTo(int document)
    {
        var leaf = ReaderUtil.SubIndex(document, _leaves);
        if (leaf != _leaf)
        {
            _leaf = leaf;
            _scorer = _weight.GetScorer(_leaves[leaf], _leaves[leaf].AtomicReader.LiveDocs);
        }

        if (_scorer is null) return int.MaxValue;
        var (start, at) = (_leaves[leaf].DocBase, _scorer.DocID);
        if (at < document - start) at = _scorer.Advance(document - start);
        return at == DocIdSetIterator.NO_MORE_DOCS ? int.MaxValue : start + at;
    }
}
