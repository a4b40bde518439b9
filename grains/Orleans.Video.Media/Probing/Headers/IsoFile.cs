using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;

namespace Orleans.Video.Media.Probing.Headers;

/// <summary>Finds the movie box of an ISO base media file (ISO/IEC 14496-12) among its outermost boxes, wherever it stands.</summary>
internal static class IsoFile
{
    private const int MostBoxes = 64;
    private const int LongestMovie = 4 << 20;

    public static JsonObject? Read(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        Span<byte> head = stackalloc byte[16];
        long at = 0, movieAt = 0, movieLength = 0;
        var hasData = false;
        for (var boxes = 0; at < length; boxes++)
        {
            if (boxes == MostBoxes) return null;
            var read = RandomAccess.Read(file, head, at);
            if (read < 8) return null;
            long size = BinaryPrimitives.ReadUInt32BigEndian(head);
            var headLength = 8;
            if (size == 1)
            {
                if (read < 16) return null;
                size = BinaryPrimitives.ReadInt64BigEndian(head[8..]);
                headLength = 16;
            }

            // A size of 0, "to the end", is for files that were never finished.
            if (size < headLength || size > length - at) return null;
            switch (IsoBox.Name(head[4..8]))
            {
                case IsoBox.Moov when movieLength == 0:
                    (movieAt, movieLength) = (at + headLength, size - headLength);
                    break;
                case IsoBox.Mdat:
                    hasData = true;
                    break;
                case IsoBox.Ftyp when at == 0:
                case IsoBox.Free or IsoBox.Skip or IsoBox.Wide:
                    break;
                default:
                    return null;
            }

            at += size;
        }

        return hasData && movieLength is > 0 and <= LongestMovie ? ReadMovie(file, movieAt, (int)movieLength, length) : null;
    }

    private static JsonObject? ReadMovie(SafeFileHandle file, long at, int count, long fileLength)
    {
        // The bytes are there: the size was held against the file's.
        var buffer = ArrayPool<byte>.Shared.Rent(count);
        try
        {
            var movie = buffer.AsSpan(0, count);
            for (var filled = 0; filled < count;)
            {
                var read = RandomAccess.Read(file, movie[filled..], at + filled);
                if (read == 0) return null;
                filled += read;
            }

            return IsoMovie.Read(movie, fileLength);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
