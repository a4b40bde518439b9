using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Orleans.Video.Retrieval.Words;

/// <summary>
/// The words of a shard's videos, in memory: BM25 over title, caption, description and transcript, weighted 4, 3, 2 and 1. Words are
/// found as they are written, case, accents and character width aside, and by their stems in the languages that have an analyzer. Both
/// whole videos and single sentences (moments) can be searched for; answers say which words were found where.
/// </summary>
/// <remarks>
/// <para>
/// Safe for any number of threads. Changes wait for one another; searches run beside them on the index as it was when they began. A
/// change is seen by every search that begins after it: the first of these, or <see cref="Refresh"/>, pays for making it visible, so that
/// many <see cref="Put"/> in a row are cheap.
/// </para>
/// <para>
/// What is replaced cannot be found any more but keeps its bytes until its segment is merged or <see cref="Purge"/> is called.
/// <see cref="Remove(string)"/> purges before it returns: it rewrites the segments (of at most some 32 MB) that have replaced or removed
/// videos, waits for searches that still read the old ones, and overwrites the old ones' memory. No file of the index, no dictionary and
/// no reader has the video's words then. What .NET's garbage collector has not yet reused (strings that the caller passed in, Lucene's
/// buffers for indexing and decompression) is unreachable but not overwritten: a dump of the process may show it until it is.
/// </para>
/// </remarks>
public sealed class WordIndex : IDisposable
{
    private readonly Lock _writing = new();
    private readonly MemoryDirectory _directory = new();
    private readonly HashSet<string> _videos = [];
    private readonly IndexWriter _writer;
    private volatile FieldAnalyzer _analyzer = new();
    private volatile IndexSnapshot _snapshot;
    private volatile bool _stale;
    private bool _purgeOwed;
    private volatile bool _disposed;

    /// <summary>An empty index.</summary>
    public WordIndex()
    {
        _writer = new IndexWriter(_directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, _analyzer)
        {
            OpenMode = OpenMode.CREATE,
            Similarity = new WordSimilarity(),
            MergePolicy = new RewriteDeletesMergePolicy(),
            // On the thread that made it necessary: no thread of the index outlives a call.
            MergeScheduler = new SerialMergeScheduler(),
            MaxThreadStates = 1,
            RAMBufferSizeMB = 16,
            UseCompoundFile = false,
        });
        _snapshot = new IndexSnapshot(DirectoryReader.Open(_writer, applyAllDeletes: true));
    }

    /// <summary>How many videos there are.</summary>
    public int Count
    {
        get { lock (_writing) return _videos.Count; }
    }

    /// <summary>The bytes of the index's files: without what was put since the last search, with what was replaced since the last purge.</summary>
    public long Bytes => _directory.Bytes;

    /// <summary>The index's files, for tests to look into.</summary>
    internal MemoryDirectory Directory => _directory;

    /// <summary>Whether the video is in the index.</summary>
    public bool Contains(string videoId)
    {
        lock (_writing) return _videos.Contains(videoId);
    }

    /// <summary>Adds a video's words, or replaces all that the index has of it, transcript included.</summary>
    /// <exception cref="ArgumentException">The id or a time of the transcript is not as <see cref="WordDocument"/> and <see cref="TranscriptSentence"/> say.</exception>
    public void Put(WordDocument document)
    {
        var block = DocumentBlock.Of(document);
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _writer.UpdateDocuments(DocumentBlock.Id(document.VideoId), block, _analyzer);
            _videos.Add(document.VideoId);
            _stale = true;
        }
    }

    /// <summary>Removes a video and purges.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(string videoId) => Remove([videoId]) == 1;

    /// <summary>Removes videos and purges once for all of them.</summary>
    /// <returns>How many were there; for none nothing is purged.</returns>
    public int Remove(IReadOnlyCollection<string> videoIds)
    {
        ArgumentNullException.ThrowIfNull(videoIds);
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var found = videoIds.Where(_videos.Remove).ToList();
            if (found.Count == 0 && !_purgeOwed) return 0;
            // When a purge fails, for want of memory say, the next call makes up for it, also one that repeats this one.
            _purgeOwed = true;
            foreach (var videoId in found) _writer.DeleteDocuments(DocumentBlock.Id(videoId));
            PurgeLocked();
            return found.Count;
        }
    }

    /// <summary>Drops the bytes of everything that was replaced: call it after a batch of replacements, from time to time, or when the law asks.</summary>
    public void Purge()
    {
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            PurgeLocked();
        }
    }

    /// <summary>Makes the changes so far visible, so that the next search need not.</summary>
    public void Refresh()
    {
        if (!_stale) return;
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_stale) _ = RefreshLocked();
        }
    }

    /// <summary>The best videos.</summary>
    /// <param name="query">What is looked for.</param>
    /// <param name="k">The most hits; at least 1.</param>
    /// <returns>Best first; equal scores by video id (in the order of UTF-8).</returns>
    /// <exception cref="QueryException">The query is empty or too long.</exception>
    public IReadOnlyList<WordHit> Search(WordQuery query, int k) => Search(query, k, static (search, k) => search.Videos(k));

    /// <summary>The best sentences of all transcripts.</summary>
    /// <param name="query">What is looked for. Quoted phrases must be within a sentence.</param>
    /// <param name="k">The most hits, of which one video may have several; at least 1.</param>
    /// <returns>Best first; equal scores by video id (in the order of UTF-8), then by time.</returns>
    /// <exception cref="QueryException">The query is empty or too long.</exception>
    public IReadOnlyList<WordHit> SearchMoments(WordQuery query, int k) => Search(query, k, static (search, k) => search.Moments(k));

    /// <summary>Closes the index and overwrites its files, when the last search has ended.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            if (_disposed) return;
            _disposed = true;
            _snapshot.Leave();
            _snapshot.WaitUntilClosed();
            _writer.Rollback();
            _directory.Dispose();
        }
    }

    private IReadOnlyList<WordHit> Search(WordQuery query, int k, Func<WordSearch, int, IReadOnlyList<WordHit>> find)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        var snapshot = Enter();
        try { return find(new WordSearch(snapshot, _analyzer, query), k); }
        finally { snapshot.Leave(); }
    }

    private IndexSnapshot Enter()
    {
        Refresh();
        while (true)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // Fails only when a newer snapshot has taken this one's place meanwhile.
            var snapshot = _snapshot;
            if (snapshot.TryEnter()) return snapshot;
        }
    }

    private void PurgeLocked()
    {
        _writer.ForceMergeDeletes(doWait: true);
        _analyzer = new FieldAnalyzer();
        RefreshLocked()?.WaitUntilClosed();
        _purgeOwed = false;
    }

    /// <summary>Replaces the snapshot by one of now, and returns the old one; null when nothing has changed.</summary>
    private IndexSnapshot? RefreshLocked()
    {
        var old = _snapshot;
        var reader = DirectoryReader.OpenIfChanged(old.Reader, _writer, applyAllDeletes: true);
        _stale = false;
        if (reader is null) return null;
        _snapshot = new IndexSnapshot(reader);
        old.Leave();
        return old;
    }
}
