using System.Numerics.Tensors;

namespace Orleans.Video.Retrieval.Vectors;

/// <summary>
/// Exact nearest-neighbour search over one vector a second and video, in memory: every search reads every row that it may answer with,
/// at about the speed of memory. The score is the inner product; rows and queries are expected L2-normalised (then it is the cosine) and
/// are taken as they are given. A row of zeros (a black or silent second) is kept and never hit.
/// </summary>
/// <remarks>
/// Safe for any number of threads: searches run beside one another, a change waits for them and they for it. Memory is the rows and, for
/// each block of at most 64 seconds and 64 KB, some hundred bytes. What is removed or replaced is overwritten before the call returns.
/// </remarks>
public sealed class VectorIndex : IDisposable
{
    private const int MaxBlockBytes = 64 * 1024;

    private readonly ReaderWriterLockSlim _lock = new(LockRecursionPolicy.NoRecursion);
    private readonly Dictionary<string, SortedList<int, VectorBlock>> _videos = [];
    private readonly int _blockSeconds;
    private int _count;

    /// <summary>An empty index.</summary>
    /// <param name="width">The width of every row, from 1 to 65,536.</param>
    public VectorIndex(int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 65_536);
        Width = width;
        _blockSeconds = Math.Clamp(MaxBlockBytes / (width * sizeof(float)), 8, 64);
    }

    /// <summary>The width of a row.</summary>
    public int Width { get; }

    /// <summary>How many rows (seconds of all videos) there are.</summary>
    public int Count => Read(static index => index._count);

    /// <summary>How many videos there are.</summary>
    public int VideoCount => Read(static index => index._videos.Count);

    /// <summary>The bytes of all rows.</summary>
    public long Bytes => (long)Count * Width * sizeof(float);

    /// <summary>The memory of all rows, in the order of a search, to measure a plain read of it.</summary>
    internal IEnumerable<float[]> Memory => _videos.Values.SelectMany(static blocks => blocks.Values).Select(static block => block.Rows);

    /// <summary>Whether the video has a row.</summary>
    public bool Contains(string videoId)
    {
        _lock.EnterReadLock();
        try { return _videos.ContainsKey(videoId); }
        finally { _lock.ExitReadLock(); }
    }

    /// <summary>Adds rows of consecutive seconds; a second that the video already has is replaced. All of the rows are added or none.</summary>
    /// <param name="videoId">The video; not empty.</param>
    /// <param name="second">The first row's second: the start of its clip, in whole seconds of presentation time, at least 0.</param>
    /// <param name="rows"><c>float[n, width]</c>, row after row; copied.</param>
    /// <exception cref="ArgumentException">The id is empty, the length is no multiple of the width, or a value is NaN or infinite.</exception>
    public void Add(string videoId, int second, ReadOnlySpan<float> rows)
    {
        ArgumentException.ThrowIfNullOrEmpty(videoId);
        ArgumentOutOfRangeException.ThrowIfNegative(second);
        if (rows.Length % Width != 0)
            throw new ArgumentException($"video '{videoId}': {rows.Length} values from second {second} on are no whole rows of {Width}: give rows of this index's width", nameof(rows));
        if (rows.IsEmpty) return;
        if (second > int.MaxValue - rows.Length / Width)
            throw new ArgumentOutOfRangeException(nameof(second), second, $"video '{videoId}': the rows end beyond the last second that can be counted");
        RefuseNonFinite(rows, value => $"video '{videoId}', second {second + value / Width}: the vector has a value that is NaN or infinite; encode that second again or leave it out", nameof(rows));

        _lock.EnterWriteLock();
        try
        {
            if (!_videos.TryGetValue(videoId, out var blocks)) _videos.Add(videoId, blocks = []);
            while (!rows.IsEmpty)
            {
                var (key, offset) = Math.DivRem(second, _blockSeconds);
                var taken = Math.Min(_blockSeconds - offset, rows.Length / Width);
                if (!blocks.TryGetValue(key, out var block)) blocks.Add(key, block = new VectorBlock());
                _count -= block.Count;
                block.Put(offset, rows[..(taken * Width)], Width);
                _count += block.Count;
                rows = rows[(taken * Width)..];
                second += taken;
            }
        }
        finally { _lock.ExitWriteLock(); }
    }

    /// <summary>Removes a video's rows and overwrites their memory before it returns.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Remove(string videoId)
    {
        _lock.EnterWriteLock();
        try
        {
            if (!_videos.Remove(videoId, out var blocks)) return false;
            foreach (var block in blocks.Values)
            {
                _count -= block.Count;
                block.Erase();
            }

            return true;
        }
        finally { _lock.ExitWriteLock(); }
    }

    /// <summary>Removes everything, as <see cref="Remove"/> does.</summary>
    public void Clear()
    {
        _lock.EnterWriteLock();
        try
        {
            foreach (var blocks in _videos.Values)
                foreach (var block in blocks.Values) block.Erase();
            _videos.Clear();
            _count = 0;
        }
        finally { _lock.ExitWriteLock(); }
    }

    /// <summary>The nearest seconds.</summary>
    /// <param name="query"><c>float[width]</c>. Zeros find nothing.</param>
    /// <param name="k">The most hits; at least 1.</param>
    /// <param name="filter">Which videos may answer; asked once a video, must be quick and must not call this index. Null: all.</param>
    /// <returns>Best first; equal scores by video id (ordinal), then by second.</returns>
    /// <exception cref="ArgumentException">The query has another width, or a value that is NaN or infinite.</exception>
    public IReadOnlyList<VectorHit> Search(ReadOnlySpan<float> query, int k, Func<string, bool>? filter = null) =>
        Scan(query, k, filter, bestOfVideo: false);

    /// <summary>The nearest videos, each by its best second (the earliest of several that are equal).</summary>
    /// <inheritdoc cref="Search" path="/param|/returns|/exception"/>
    public IReadOnlyList<VectorHit> SearchVideos(ReadOnlySpan<float> query, int k, Func<string, bool>? filter = null) =>
        Scan(query, k, filter, bestOfVideo: true);

    /// <summary>Overwrites all rows and lets go of the lock.</summary>
    public void Dispose()
    {
        Clear();
        _lock.Dispose();
    }

    private IReadOnlyList<VectorHit> Scan(ReadOnlySpan<float> query, int k, Func<string, bool>? filter, bool bestOfVideo)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        if (query.Length != Width)
            throw new ArgumentException($"the query vector is {query.Length} wide, the index {Width}: encode the query with the model set of the index", nameof(query));
        RefuseNonFinite(query, static _ => "the query vector has a value that is NaN or infinite; encode the query again", nameof(query));
        if (!query.ContainsAnyExcept(0f)) return [];

        Span<float> scores = stackalloc float[_blockSeconds];
        var best = new BestHits(k);
        _lock.EnterReadLock();
        try
        {
            foreach (var (videoId, blocks) in _videos)
            {
                if (filter is not null && !filter(videoId)) continue;
                if (bestOfVideo)
                {
                    var ofVideo = new BestOfOne();
                    ScanVideo(query, videoId, blocks, scores, ref ofVideo);
                    if (ofVideo.Hit is { } hit) best.Offer(hit);
                }
                else
                {
                    var all = new Every(best);
                    ScanVideo(query, videoId, blocks, scores, ref all);
                }
            }
        }
        finally { _lock.ExitReadLock(); }

        return best.Sorted();
    }

    private void ScanVideo<TSink>(ReadOnlySpan<float> query, string videoId, SortedList<int, VectorBlock> blocks, Span<float> scores, ref TSink sink)
        where TSink : struct, ISink
    {
        var threshold = sink.Threshold;
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks.GetValueAtIndex(i);
            var found = scores[..block.Count];
            DotProduct.Many(query, block.Rows, found);
            // Most blocks of a large index have nothing that could enter; a NaN makes the maximum NaN, and is sorted out below.
            if (TensorPrimitives.Max(found) < threshold) continue;
            for (var row = 0; row < found.Length; row++)
            {
                // Products of absurd values overflow: they say nothing.
                if (found[row] < threshold || !float.IsFinite(found[row])) continue;
                // Only a row that scores exactly 0 can be the zero row, which is not a direction and answers nothing.
                if (found[row] == 0 && !block.Rows.AsSpan(row * Width, Width).ContainsAnyExcept(0f)) continue;
                sink.Offer(new VectorHit(videoId, blocks.GetKeyAtIndex(i) * _blockSeconds + block.SecondOf(row), found[row]));
                threshold = sink.Threshold;
            }
        }
    }

    private static void RefuseNonFinite(ReadOnlySpan<float> rows, Func<int, string> message, string parameter)
    {
        // One vectorised sum tells: it is finite unless a value is not, or absurdly large values overflow it, which the loop then sorts out.
        if (float.IsFinite(TensorPrimitives.SumOfMagnitudes(rows))) return;
        for (var i = 0; i < rows.Length; i++)
            if (!float.IsFinite(rows[i])) throw new ArgumentException(message(i), parameter);
    }

    private T Read<T>(Func<VectorIndex, T> value)
    {
        _lock.EnterReadLock();
        try { return value(this); }
        finally { _lock.ExitReadLock(); }
    }

    /// <summary>Where a scan puts what it finds.</summary>
    private interface ISink
    {
        float Threshold { get; }

        void Offer(VectorHit hit);
    }

    private readonly struct Every(BestHits best) : ISink
    {
        public float Threshold => best.Threshold;

        public void Offer(VectorHit hit) => best.Offer(hit);
    }

    private struct BestOfOne : ISink
    {
        public VectorHit? Hit { get; private set; }

        public readonly float Threshold => Hit?.Score ?? float.NegativeInfinity;

        // Seconds come in order, so that only a greater score may replace the hit.
        public void Offer(VectorHit hit)
        {
            if (Hit is null || hit.Score > Hit.Value.Score) Hit = hit;
        }
    }
}
