using System.IO.Compression;

namespace Orleans.Video.Learning.Data;

/// <summary>Zip files that anybody may have made: sizes are not believed, and a damaged entry is no failure.</summary>
internal static class ZipFiles
{
    /// <summary>Opens an archive for reading.</summary>
    /// <exception cref="LearningDataException">It is not there, may not be read, or is no zip file.</exception>
    public static ZipArchive Open(string path)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            return new ZipArchive(file, ZipArchiveMode.Read);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            file?.Dispose();
            var what = problem switch
            {
                FileNotFoundException or DirectoryNotFoundException => "is not there: see the README for where the data comes from",
                InvalidDataException => "is no zip file, or was cut off: fetch it again",
                _ => $"cannot be read ({problem.Message})",
            };
            throw new LearningDataException($"{path} {what}", problem);
        }
    }

    /// <summary>The bytes of an entry; null when it is damaged or larger than allowed, whatever size it declares.</summary>
    public static byte[]? Read(ZipArchiveEntry entry, int largest)
    {
        if (entry.Length > largest) return null;
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

            // A cut stream ends early without an error.
            return bytes.Length == entry.Length ? bytes.ToArray() : null;
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or NotSupportedException)
        {
            return null;
        }
    }
}
