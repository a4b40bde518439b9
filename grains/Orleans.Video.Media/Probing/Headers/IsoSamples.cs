using System.Text.Json.Nodes;

namespace Orleans.Video.Media.Probing.Headers;

/// <summary>Reads a sample table: what the samples are, that they lie in the file, and when they are due.</summary>
internal static class IsoSamples
{
    /// <summary>Tells the stream its codec and shape; false when anything about it is unusual.</summary>
    public static bool TryRead(ReadOnlySpan<byte> table, uint kind, long fileLength, JsonObject stream, out IsoTimes times)
    {
        times = default;
        var boxes = new HeaderCursor(table);
        var (described, placed) = (false, false);
        long? count = null;
        while (IsoBox.TryNext(ref boxes, out var name, out var body))
        {
            switch (name)
            {
                case IsoBox.Stsd when !described:
                    described = IsoSampleEntry.TryRead(body, kind, stream);
                    if (!described) return false;
                    break;
                case IsoBox.Stts when times.Count == 0:
                    if (!times.ReadDecoding(body)) return false;
                    break;
                case IsoBox.Ctts when !times.HasOffsets:
                    if (!times.ReadComposition(body)) return false;
                    break;
                case IsoBox.Stsz when count is null:
                    count = Count(body);
                    break;
                case IsoBox.Stco or IsoBox.Co64 when !placed:
                    placed = LiesWithin(body, name == IsoBox.Co64, fileLength);
                    if (!placed) return false;
                    break;
                case IsoBox.Stss or IsoBox.Stsc or IsoBox.Sdtp or IsoBox.Sgpd or IsoBox.Sbgp or IsoBox.Cslg:
                    break;
                default:
                    return false;
            }
        }

        return !boxes.Failed && described && placed && count > 0 && count == times.Count;
    }

    private static long? Count(ReadOnlySpan<byte> sizes)
    {
        var cursor = new HeaderCursor(sizes);
        cursor.Skip(4);
        var same = cursor.UInt32();
        var count = cursor.UInt32();
        return !cursor.Failed && (same != 0 || cursor.Remaining == count * 4L) ? count : null;
    }

    private static bool LiesWithin(ReadOnlySpan<byte> offsets, bool wide, long fileLength)
    {
        var cursor = new HeaderCursor(offsets);
        cursor.Skip(4);
        var count = cursor.UInt32();
        if (count == 0 || cursor.Remaining != count * (wide ? 8L : 4L)) return false;
        for (; count > 0; count--)
            if ((wide ? cursor.UInt64() : cursor.UInt32()) >= (ulong)fileLength) return false;
        return !cursor.Failed;
    }
}
