namespace Orleans.Video.Streaming.Kafka.Partitions;

/// <summary>
/// Which of the records that were taken from a partition are not done with. Its only answer is how far the group's offset may go: past every
/// record up to the first that is not done with. Records come in the order of their offsets, which may have gaps (compaction,
/// transactions), and are done with in any order. Memory: a number a record that is not done with.
/// </summary>
internal sealed class OffsetWindow
{
    private readonly SortedSet<long> _open = [];
    private long? _next;

    /// <summary>The offset after the last record that was taken; null while nothing was.</summary>
    public long? Next => _next;

    /// <summary>Records that were taken and are not done with.</summary>
    public int Open => _open.Count;

    /// <summary>The offset from which a successor has to go on; null while nothing was taken.</summary>
    public long? Committable => _open.Count > 0 ? _open.Min : _next;

    /// <summary>A record was taken.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies before one that was taken already.</exception>
    public void Take(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, _next ?? 0);
        _open.Add(offset);
        _next = offset + 1;
    }

    /// <summary>What the record asked for is durable.</summary>
    /// <returns>False when it was done with already, or never taken.</returns>
    public bool Finish(long offset) => _open.Remove(offset);
}
