using System.Runtime.CompilerServices;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;
using Orleans.Video.Media.Reading;

namespace Orleans.Video.Learning.Data.Videos;

/// <summary>One second of media, in the shape that the encoders of a model set take.</summary>
/// <param name="Name">The video or recording that it is from.</param>
/// <param name="Second">Its place in there, in seconds.</param>
/// <param name="Frames"><c>uint8[T, H, W, 3]</c>; null where there is no picture.</param>
/// <param name="Samples"><c>int16[SampleRate]</c>; null where there is no sound.</param>
public sealed record Clip(string Name, int Second, byte[]? Frames, short[]? Samples);

/// <summary>Clips from ingested segments, and from media files.</summary>
public static class Clips
{
    /// <summary>The clips of a segment, copied: the segment may be disposed afterwards.</summary>
    public static IEnumerable<Clip> Of(string name, MediaSegment segment, SegmentFormat format)
    {
        var frames = format.FramesPerSecond * format.Height * format.Width * 3;
        for (var second = 0; second < segment.Seconds; second++)
        {
            var pictures = segment.VideoPresent[second] ? segment.Frames.Slice(second * frames, frames).ToArray() : null;
            var samples = segment.AudioPresent[second] ? segment.Samples.Slice(second * format.SampleRate, format.SampleRate).ToArray() : null;
            yield return new Clip(name, segment.Index * format.SecondsPerSegment + second, pictures, samples);
        }
    }

    /// <summary>The clips of files, one file after the other. A file that cannot be decoded is skipped and counted; what came before the damage is given.</summary>
    /// <param name="library">What decodes; the files must lie below one of its roots.</param>
    /// <param name="files">Paths of videos, recordings or pictures.</param>
    /// <param name="format">The shape of frames and sound.</param>
    /// <param name="mostSeconds">Clips of one file, at most.</param>
    /// <param name="skipped">Told of every file that is left out or damaged.</param>
    /// <param name="ct">Stops.</param>
    public static async IAsyncEnumerable<Clip> OfFilesAsync(MediaLibrary library, IEnumerable<string> files, SegmentFormat format, int mostSeconds, SkippedEntries skipped, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var file in files)
        {
            if (!MediaReference.TryParse(Path.GetFullPath(file), out var reference, out _))
            {
                skipped.Add(file, "file whose name cannot be used");
                continue;
            }

            await using var clips = OfOneAsync(library, reference, format, mostSeconds, ct).GetAsyncEnumerator(ct);
            while (true)
            {
                try
                {
                    if (!await clips.MoveNextAsync()) break;
                }
                catch (MediaException problem) when (problem.Kind is not (MediaFailure.ToolMissing or MediaFailure.OutsideRoots))
                {
                    skipped.Add(file, $"file that cannot be decoded ({problem.Kind})");
                    break;
                }

                yield return clips.Current;
            }
        }
    }

    private static async IAsyncEnumerable<Clip> OfOneAsync(MediaLibrary library, MediaReference reference, SegmentFormat format, int mostSeconds, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var media = await library.OpenAsync(reference, ct);
        var info = await library.ProbeAsync(media, ct);
        await foreach (var segment in library.ReadSegmentsAsync(media, info, format, firstSegment: 0, ct))
        {
            using (segment)
            {
                foreach (var clip in Of(reference.Name, segment, format))
                {
                    if (clip.Second >= mostSeconds) yield break;
                    yield return clip;
                }
            }
        }
    }
}
