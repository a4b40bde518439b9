namespace Orleans.Video.Retrieval.Vectors;

/// <summary>
/// The k best hits of a scan: a heap with the worst on top. Equal scores are ordered by video id (ordinal), then by second, so that the
/// answer does not depend on the order of the scan. Grows with what is offered, never beyond k.
/// </summary>
internal sealed class BestHits(int k)
{
    private readonly List<VectorHit> _heap = [];

    /// <summary>Scores below this cannot enter; one that equals it may, by its id.</summary>
    public float Threshold => _heap.Count < k ? float.NegativeInfinity : _heap[0].Score;

    /// <summary>Takes a hit in if it is among the k best so far. Its score is finite.</summary>
    public void Offer(VectorHit hit)
    {
        if (_heap.Count < k)
        {
            _heap.Add(hit);
            Rise(_heap.Count - 1);
        }
        else if (Compare(hit, _heap[0]) < 0)
        {
            _heap[0] = hit;
            Sink();
        }
    }

    /// <summary>The hits, best first.</summary>
    public IReadOnlyList<VectorHit> Sorted()
    {
        _heap.Sort(Compare);
        return _heap;
    }

    /// <summary>Negative where <paramref name="a"/> is the better hit.</summary>
    private static int Compare(VectorHit a, VectorHit b)
    {
        if (a.Score != b.Score) return a.Score > b.Score ? -1 : 1;
        var byVideo = string.CompareOrdinal(a.VideoId, b.VideoId);
        return byVideo != 0 ? byVideo : a.Second.CompareTo(b.Second);
    }

    private void Rise(int child)
    {
        while (child > 0 && (child - 1) / 2 is var parent && Compare(_heap[parent], _heap[child]) < 0)
        {
            (_heap[parent], _heap[child]) = (_heap[child], _heap[parent]);
            child = parent;
        }
    }

    private void Sink()
    {
        for (int parent = 0, child; (child = 2 * parent + 1) < _heap.Count; parent = child)
        {
            if (child + 1 < _heap.Count && Compare(_heap[child], _heap[child + 1]) < 0) child++;
            if (Compare(_heap[parent], _heap[child]) >= 0) return;
            (_heap[parent], _heap[child]) = (_heap[child], _heap[parent]);
        }
    }
}
