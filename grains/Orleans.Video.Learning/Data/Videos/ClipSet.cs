using Orleans.Video.Media;
using Orleans.Video.Media.Library;

namespace Orleans.Video.Learning.Data.Videos;

/// <summary>Labelled seconds of media of one shape, all in memory, as decoding gives them.</summary>
internal sealed class ClipSet
{
    private ClipSet(SegmentFormat format, List<Clip> clips, List<int> labels) => (Format, Clips, Labels) = (format, clips, labels);

    /// <summary>The shape of frames and sound.</summary>
    public SegmentFormat Format { get; }

    /// <summary>The clips, file after file and second after second.</summary>
    public IReadOnlyList<Clip> Clips { get; }

    /// <summary>The class of each clip.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>Reads made videos through the reader that serves; a second's class is that of the topic that its middle lies in, as the video's record says.</summary>
    /// <param name="library">What decodes; the videos must lie below one of its roots.</param>
    /// <param name="videos">Paths of videos that <see cref="TrainingVideoMaker"/> made.</param>
    /// <param name="format">The shape of frames and sound.</param>
    /// <param name="skipped">Told of every video that cannot be decoded or whose record cannot be read.</param>
    /// <param name="ct">Stops.</param>
    /// <exception cref="LearningDataException">No second could be read.</exception>
    public static async Task<ClipSet> ReadAsync(MediaLibrary library, IReadOnlyList<string> videos, SegmentFormat format, SkippedEntries skipped, CancellationToken ct)
    {
        var clips = new List<Clip>();
        var labels = new List<int>();
        foreach (var video in videos)
        {
            if (await RecordAsync(video, ct) is not { } script)
            {
                skipped.Add(video, "video without a record that can be read");
                continue;
            }

            await foreach (var clip in Videos.Clips.OfFilesAsync(library, [video], format, script.Seconds, skipped, ct))
            {
                clips.Add(clip);
                labels.Add(script.Topics.Last(topic => topic.Start <= clip.Second + 0.5).Label);
            }
        }

        return clips.Count > 0 ? new ClipSet(format, clips, labels) : throw new LearningDataException($"none of {videos.Count} videos could be read: {skipped}");
    }

    private static async Task<VideoScript?> RecordAsync(string video, CancellationToken ct)
    {
        try
        {
            var script = VideoScript.FromJson(await File.ReadAllTextAsync(TrainingVideoMaker.RecordOf(video), ct));
            // Whatever pictures it was made from, the times must hold.
            return script.Check(int.MaxValue) is null ? script : null;
        }
        catch (Exception problem) when (problem is LearningDataException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
