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

    // Notes about the file in XMP, as editing programs leave them; other boxes with such names may hold a part of the movie.
    private static ReadOnlySpan<byte> Xmp => [0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC];

    public static JsonObject? Read(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        Span<byte> head = stackalloc byte[24];
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
                case IsoBox.Uuid when size >= 24 && read == 24 && head[8..].SequenceEqual(Xmp):
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
            // Media must not travel to the pool's next tenant.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
