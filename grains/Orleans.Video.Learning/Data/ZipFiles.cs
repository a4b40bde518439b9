using System.IO.Compression;

namespace Orleans.Video.Learning.Data;

/// <summary>Zip files that anybody may have made: sizes are not believed, and a damaged entry is no failure.</summary>
internal static class ZipFiles
{
    private static readonly uint[] Checksums = MakeChecksums();

    /// <summary>Opens an archive for reading.</summary>
    /// <exception cref="LearningDataException">It is not there, may not be read, or is no zip file.</exception>
    public static ZipArchive Open(string path)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var zip = new ZipArchive(file, ZipArchiveMode.Read);
            // The list of entries is read when it is first asked for: a damaged one shall show here.
            _ = zip.Entries;
            return zip;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            file?.Dispose();
            var what = problem switch
            {
                FileNotFoundException or DirectoryNotFoundException => "is not there: see the README for where the data comes from",
                InvalidDataException or ArgumentException => "is no zip file, or was cut off: fetch it again",
                _ => $"cannot be read ({problem.Message})",
            };
            throw new LearningDataException($"{path} {what}", problem);
        }
    }

    /// <summary>The bytes of an entry; null when it is damaged or larger than allowed, whatever size it declares.</summary>
    public static byte[]? Read(ZipArchiveEntry entry, int largest)
    {
        if (entry.Length < 0 || entry.Length > largest) return null;
        try
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream((int)entry.Length);
            var buffer = new byte[16 << 10];
            while (stream.Read(buffer) is var count and > 0)
            {
                if (bytes.Length + count > largest) return null;
                bytes.Write(buffer, 0, count);
            }

            // A cut stream ends early without an error, and a changed byte need not trouble the decompressor.
            return bytes.Length == entry.Length && Checksum(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)) == entry.Crc32 ? bytes.ToArray() : null;
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or NotSupportedException)
        {
            return null;
        }
    }

    // CRC-32 as zip files have it: the reversed polynomial 0x04C11DB7, PKWARE's APPNOTE 4.4.7.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes) sum = Checksums[(byte)(sum ^ value)] ^ (sum >> 8);
        return ~sum;
    }

    private static uint[] MakeChecksums()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var sum = i;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB8_8320;
            table[i] = sum;
        }

        return table;
    }
}
