using System.IO.Compression;
using System.Text;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;

namespace Orleans.Video.Learning.Data.Pictures;

/// <summary>
/// Labelled JPEG pictures in a zip file, as <c>PART/CLASS/NAME.JPEG</c> with a <c>classes.tsv</c>. Nobody has checked the file: entries of no known class,
/// and those that cannot be unpacked or decoded, are skipped and counted.
/// </summary>
public sealed class PictureArchive
{
    private const string ClassesName = "classes.tsv";
    private const int MostEntries = 5_000_000;
    private const int LargestPicture = 16 << 20;
    private const int ChunkPictures = 1024;
    private const long ChunkBytes = 64 << 20;

    private readonly string _path;

    private PictureArchive(string path, ClassList classes)
    {
        _path = path;
        Classes = classes;
    }

    /// <summary>The classes that the archive names.</summary>
    public ClassList Classes { get; }

    /// <summary>Opens an archive and reads its classes.</summary>
    /// <exception cref="LearningDataException">It is no zip file, or its <c>classes.tsv</c> cannot be used.</exception>
    public static PictureArchive Open(string path)
    {
        using var zip = ZipFiles.Open(path);
        var classes = zip.GetEntry(ClassesName) ?? throw new LearningDataException($"{path} holds no {ClassesName}: give an archive with a line for each class, its WordNet id and its names");
        using var text = new StringReader(Encoding.UTF8.GetString(ZipFiles.Read(classes, 16 << 20) ?? throw new LearningDataException($"{ClassesName} in {path} is damaged or larger than 16 MiB: fetch the archive again")));
        return new PictureArchive(path, ClassList.Read(text, $"{ClassesName} in {path}"));
    }

    /// <summary>Decodes a part of the archive, in the order of the entries' names.</summary>
    /// <param name="library">What decodes.</param>
    /// <param name="part">The folder, such as <c>train</c>.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="skipped">Told of every entry that is left out.</param>
    /// <param name="ct">Stops.</param>
    /// <exception cref="LearningDataException">No picture could be read, or they do not fit into memory.</exception>
    public async Task<PictureSet> ReadAsync(MediaLibrary library, string part, int width, int height, SkippedEntries skipped, CancellationToken ct)
    {
        using var zip = ZipFiles.Open(_path);
        var (entries, labels) = Choose(zip, part + "/", skipped);
        var frame = width * height * 3;
        if ((long)entries.Count * frame > Array.MaxLength) throw new LearningDataException($"{entries.Count:N0} pictures of {width}×{height} in {_path} do not fit into 2 GB: read them smaller");
        var pixels = GC.AllocateUninitializedArray<byte>(entries.Count * frame);
        var decoded = new bool[entries.Count];
        using var unpacking = new SemaphoreSlim(1);
        await Parallel.ForEachAsync(Chunks(entries), new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, 8), CancellationToken = ct }, async (chunk, stop) =>
        {
            var files = new ReadOnlyMemory<byte>[chunk.Count];
            // The entries of an archive share its stream.
            await unpacking.WaitAsync(stop);
            try
            {
                for (var i = 0; i < files.Length; i++) files[i] = ZipFiles.Read(entries[chunk.First + i], LargestPicture);
            }
            finally
            {
                unpacking.Release();
            }

            var good = await library.ReadPicturesAsync(files, width, height, FrameFit.Cover, pixels.AsMemory(chunk.First * frame, chunk.Count * frame), stop);
            good.CopyTo(decoded, chunk.First);
        });
        for (var i = 0; i < decoded.Length; i++)
            if (!decoded[i]) skipped.Add(entries[i].FullName, "damaged picture");
        var kept = Enumerable.Range(0, decoded.Length).Where(i => decoded[i]).ToArray();
        if (kept.Length == 0) throw new LearningDataException($"{_path} holds no picture of a known class below {part}/ that can be decoded");
        return new PictureSet(pixels, width, height, Array.ConvertAll(kept, i => labels[i]), kept);
    }

    private (List<ZipArchiveEntry> Entries, List<int> Labels) Choose(ZipArchive zip, string folder, SkippedEntries skipped)
    {
        if (zip.Entries.Count > MostEntries) throw new LearningDataException($"{_path} holds more than {MostEntries:N0} entries: part it");
        var entries = new List<ZipArchiveEntry>();
        var labels = new List<int>();
        foreach (var entry in zip.Entries.Where(e => e.FullName.StartsWith(folder, StringComparison.Ordinal) && e.Name.Length > 0).OrderBy(static e => e.FullName, StringComparer.Ordinal))
        {
            var names = entry.FullName[folder.Length..].Split('/');
            var isPicture = entry.Name.EndsWith(".jpeg", StringComparison.OrdinalIgnoreCase) || entry.Name.EndsWith(".jpg", StringComparison.OrdinalIgnoreCase);
            if (!isPicture || names.Length != 2)
            {
                skipped.Add(entry.FullName, "entry that is no picture of a class");
                continue;
            }

            if (Classes.LabelOf(names[0]) is not { } label)
            {
                skipped.Add(entry.FullName, "picture of an unknown class");
                continue;
            }

            entries.Add(entry);
            labels.Add(label);
        }

        return (entries, labels);
    }

    // So many pictures, and so many bytes, are unpacked at a time.
    private static IEnumerable<(int First, int Count)> Chunks(List<ZipArchiveEntry> entries)
    {
        var (first, bytes) = (0, 0L);
        for (var i = 0; i < entries.Count; i++)
        {
            bytes += Math.Clamp(entries[i].Length, 0, LargestPicture);
            if (i + 1 < entries.Count && i + 1 - first < ChunkPictures && bytes < ChunkBytes) continue;
            yield return (first, i + 1 - first);
            (first, bytes) = (i + 1, 0);
        }
    }
}
