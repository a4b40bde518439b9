using Orleans.Video.Learning.Data.Videos;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;

namespace Orleans.Video.Learning.Data.Gdt;

/// <summary>A stretch of a video in which there are pictures and sound.</summary>
/// <param name="Name">The file.</param>
/// <param name="Frames"><c>uint8[seconds × T, H, W, 3]</c>.</param>
/// <param name="Samples"><c>int16[seconds × SampleRate]</c>.</param>
internal sealed record GdtVideo(string Name, byte[] Frames, short[] Samples);

/// <summary>Videos with sound, decoded, all in memory.</summary>
internal sealed class GdtVideos
{
    // A clip lasts a second, and two moments shall differ: published is more than 1.1 s of either stream.
    private const int FewestSeconds = 2;
    private const long MostBytes = 4L << 30;

    private static readonly string[] s_extensions = [".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".flv", ".ogv", ".3gp", ".wmv"];

    private GdtVideos(SegmentFormat format, List<GdtVideo> videos) => (Format, Videos) = (format, videos);

    /// <summary>The shape of frames and sound.</summary>
    public SegmentFormat Format { get; }

    /// <summary>The videos, in the order of their paths.</summary>
    public IReadOnlyList<GdtVideo> Videos { get; }

    /// <summary>The videos below a folder, by their names' endings, in the order of their paths.</summary>
    /// <exception cref="LearningDataException">The folder is not there, cannot be read, or holds no video.</exception>
    public static IReadOnlyList<string> FilesBelow(string folder)
    {
        if (!Directory.Exists(folder)) throw new LearningDataException($"{folder} is no folder: name one that holds videos");
        try
        {
            string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(static file => s_extensions.Contains(Path.GetExtension(file).ToLowerInvariant())).Order(StringComparer.Ordinal)];
            return files.Length > 0 ? files : throw new LearningDataException($"{folder} holds no video: expected files that end in {string.Join(", ", s_extensions)}");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new LearningDataException($"{folder} cannot be read: {problem.Message}", problem);
        }
    }

    /// <summary>Decodes videos. Those without sound, too short ones and damaged ones are left out and counted.</summary>
    /// <param name="library">What decodes; the files must lie below one of its roots.</param>
    /// <param name="files">Paths of videos.</param>
    /// <param name="format">The shape of frames and sound.</param>
    /// <param name="mostSeconds">Seconds of one video, at most; the first are taken.</param>
    /// <param name="skipped">Told of every video that is left out.</param>
    /// <param name="ct">Stops.</param>
    public static async Task<GdtVideos> ReadAsync(MediaLibrary library, IReadOnlyList<string> files, SegmentFormat format, int mostSeconds, SkippedEntries skipped, CancellationToken ct)
    {
        var videos = new List<GdtVideo>();
        var bytes = 0L;
        foreach (var file in files)
        {
            if (bytes >= MostBytes)
            {
                skipped.Add(file, $"video beyond the {MostBytes >> 30} GiB that are kept in memory");
                continue;
            }

            var (clips, failed) = (new List<Clip>(), skipped.Count);
            await foreach (var clip in Clips.OfFilesAsync(library, [file], format, mostSeconds, skipped, ct)) clips.Add(clip);
            if (clips.Count == 0)
            {
                if (skipped.Count == failed) skipped.Add(file, "video without a second in it");
                continue;
            }

            var (start, count) = LongestWhole(clips);
            if (clips.TrueForAll(static c => c.Samples is null)) skipped.Add(file, "video without sound");
            else if (clips.TrueForAll(static c => c.Frames is null)) skipped.Add(file, "file without pictures");
            else if (count < FewestSeconds) skipped.Add(file, $"video of less than {FewestSeconds} s with sound");
            else
            {
                var whole = clips.GetRange(start, count);
                videos.Add(new GdtVideo(file, [.. whole.SelectMany(static c => c.Frames!)], [.. whole.SelectMany(static c => c.Samples!)]));
                bytes += videos[^1].Frames.Length + 2L * videos[^1].Samples.Length;
            }
        }

        return new GdtVideos(format, videos);
    }

    // The longest run of seconds that have both.
    private static (int Start, int Count) LongestWhole(List<Clip> clips)
    {
        var (best, start) = ((Start: 0, Count: 0), 0);
        for (var i = 0; i < clips.Count; i++)
        {
            if (clips[i].Frames is null || clips[i].Samples is null) start = i + 1;
            else if (i + 1 - start > best.Count) best = (start, i + 1 - start);
        }

        return best;
    }
}
