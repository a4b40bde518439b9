using Lucene.Net.Index;

namespace Orleans.Video.Retrieval.Words;

/// <summary>The index as it was at one moment, for searches to read while it changes. Counts its users: a purge waits until the last one has left, for only then are the old files' bytes gone.</summary>
internal sealed class IndexSnapshot
{
    private readonly object _gate = new();
    private int _users = 1;
    private bool _closed;

    public IndexSnapshot(DirectoryReader reader)
    {
        Reader = reader;
        Videos = new KindSearcher(reader, Fields.VideoKind);
        Sentences = new KindSearcher(reader, Fields.SentenceKind);
        Analyses = [.. MultiFields.GetIndexedFields(reader).Select(Fields.AnalysisOf).Append(Languages.Neutral).Distinct().Order(StringComparer.Ordinal)];
    }

    public DirectoryReader Reader { get; }

    public KindSearcher Videos { get; }

    public KindSearcher Sentences { get; }

    /// <summary>The analyses of the texts in the index, the neutral one always among them.</summary>
    public IReadOnlyList<string> Analyses { get; }

    /// <summary>Joins the users; false when the snapshot is closed and a newer one must be asked for.</summary>
    public bool TryEnter()
    {
        for (var users = Volatile.Read(ref _users); users > 0;)
        {
            var before = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (before == users) return true;
            users = before;
        }

        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) != 0) return;
        try { Reader.Dispose(); }
        finally
        {
            lock (_gate)
            {
                _closed = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Waits until every search that reads this snapshot has ended.</summary>
    public void WaitUntilClosed()
    {
        lock (_gate)
        {
            while (!_closed) Monitor.Wait(_gate);
        }
    }
}
