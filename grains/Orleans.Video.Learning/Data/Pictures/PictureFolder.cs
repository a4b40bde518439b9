using Orleans.Video.Media;
using Orleans.Video.Media.Library;

namespace Orleans.Video.Learning.Data.Pictures;

/// <summary>Pictures in a folder whose sub-folders are classes: <c>CLASS/NAME.EXT</c>, of any kind that ffmpeg reads.</summary>
public static class PictureFolder
{
    private const int MostFiles = 1_000_000;
    private const int LargestPicture = 64 << 20;
    private const int ChunkPictures = 256;

    /// <summary>Decodes the pictures of all classes, in the order of their names.</summary>
    /// <param name="library">What decodes; the folder must lie below one of its roots.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="labelOf">The label of a sub-folder's name, or null for one that is no class.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="skipped">Told of every file that is left out.</param>
    /// <param name="ct">Stops.</param>
    /// <exception cref="LearningDataException">The folder is not there, or holds no picture that can be decoded.</exception>
    public static async Task<PictureSet> ReadAsync(MediaLibrary library, string folder, Func<string, int?> labelOf, int width, int height, SkippedEntries skipped, CancellationToken ct)
    {
        var (files, labels) = Choose(folder, labelOf, skipped);
        var frame = width * height * 3;
        if ((long)files.Count * frame > Array.MaxLength) throw new LearningDataException($"{files.Count:N0} pictures of {width}×{height} in {folder} do not fit into 2 GB: read them smaller");
        var pixels = new byte[files.Count * frame];
        var decoded = new bool[files.Count];
        for (var first = 0; first < files.Count; first += ChunkPictures)
        {
            var count = Math.Min(ChunkPictures, files.Count - first);
            var bytes = new ReadOnlyMemory<byte>[count];
            for (var i = 0; i < count; i++) bytes[i] = await ReadJpegAsync(files[first + i], ct);
            (await library.ReadPicturesAsync(bytes, width, height, FrameFit.Cover, pixels.AsMemory(first * frame, count * frame), ct)).CopyTo(decoded, first);
            // What is no JPEG gets a decoder of its own.
            for (var i = 0; i < count; i++)
                if (bytes[i].IsEmpty) decoded[first + i] = await ReadOtherAsync(library, files[first + i], width, height, pixels.AsMemory((first + i) * frame, frame), ct);
        }

        for (var i = 0; i < decoded.Length; i++)
            if (!decoded[i]) skipped.Add(Path.GetRelativePath(folder, files[i]), "damaged picture");
        var kept = Enumerable.Range(0, decoded.Length).Where(i => decoded[i]).ToArray();
        if (kept.Length == 0) throw new LearningDataException($"{folder} holds no picture of a known class that can be decoded: expected CLASS/NAME.jpg and the like");
        return new PictureSet(pixels, width, height, Array.ConvertAll(kept, i => labels[i]), kept);
    }

    private static (List<string> Files, List<int> Labels) Choose(string folder, Func<string, int?> labelOf, SkippedEntries skipped)
    {
        if (!Directory.Exists(folder)) throw new LearningDataException($"{folder} is not there: name a folder that holds a folder a class");
        var files = new List<string>();
        var labels = new List<int>();
        foreach (var inner in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            if (labelOf(Path.GetFileName(inner)) is not { } label)
            {
                skipped.Add(Path.GetFileName(inner), "folder of an unknown class");
                continue;
            }

            foreach (var file in Directory.EnumerateFiles(inner).Order(StringComparer.Ordinal))
            {
                if (files.Count == MostFiles) throw new LearningDataException($"{folder} holds more than {MostFiles:N0} files: part it");
                files.Add(file);
                labels.Add(label);
            }
        }

        return (files, labels);
    }

    // Empty for what does not begin as a JPEG file does.
    private static async Task<ReadOnlyMemory<byte>> ReadJpegAsync(string path, CancellationToken ct)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            if (file.Length is < 4 or > LargestPicture) return default;
            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes.AsMemory(0, 3), ct);
            if (bytes is not [0xFF, 0xD8, 0xFF, ..]) return default;
            await file.ReadExactlyAsync(bytes.AsMemory(3), ct);
            return bytes;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private static async Task<bool> ReadOtherAsync(MediaLibrary library, string path, int width, int height, Memory<byte> pixels, CancellationToken ct)
    {
        if (!MediaReference.TryParse(Path.GetFullPath(path), out var reference, out _)) return false;
        try
        {
            await using var media = await library.OpenAsync(reference, ct);
            var picture = await library.ReadImageAsync(media, width, height, FrameFit.Cover, ct);
            picture.Pixels.CopyTo(pixels);
            return true;
        }
        catch (MediaException problem) when (problem.Kind is not (MediaFailure.ToolMissing or MediaFailure.OutsideRoots))
        {
            return false;
        }
    }
}
