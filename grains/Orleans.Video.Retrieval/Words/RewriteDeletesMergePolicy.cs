using Lucene.Net.Index;

namespace Orleans.Video.Retrieval.Words;

/// <summary>
/// Tiered merging for a shard in memory. Merged segments stay small, and a purge rewrites each segment that has deleted documents by
/// itself, however few they are: it costs the size of the segments that the deleted videos were in and makes none larger. (Lucene's own
/// purge leaves segments with few deletes alone, and joins those that it rewrites.)
/// </summary>
internal sealed class RewriteDeletesMergePolicy : TieredMergePolicy
{
    public RewriteDeletesMergePolicy()
    {
        MaxMergedSegmentMB = 32;
        FloorSegmentMB = 1;
        SegmentsPerTier = 8;
        MaxMergeAtOnce = 8;
        // A compound file would only be one more copy of the same bytes.
        NoCFSRatio = 0;
    }

    public override MergeSpecification? FindForcedDeletesMerges(SegmentInfos infos)
    {
        var writer = m_writer.Get();
        var merging = writer.MergingSegments;
        MergeSpecification? found = null;
        foreach (var segment in infos.Segments)
        {
            if (merging.Contains(segment) || writer.NumDeletedDocs(segment) == 0) continue;
            (found ??= new MergeSpecification()).Add(new OneMerge([segment]));
        }

        return found;
    }
}
