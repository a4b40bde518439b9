using System.Globalization;
using System.Text.Json.Nodes;
using FFMpegCore;
using Orleans.Video.Media.Children;
using Orleans.Video.Media.Opening;

namespace Orleans.Video.Media.Probing;

/// <summary>Chooses the streams of a probed file, and holds it to the limits.</summary>
internal static class StreamChoice
{
    // Containers whose author writes the length into the header. Elsewhere ffmpeg estimates it from a bit rate or from the last bytes.
    private static readonly string[] Declaring = ["mov", "matroska", "webm", "avi", "wav", "flv"];

    // A thousand years: what a header says beyond it is as absurd, and the sum of two still fits a TimeSpan.
    private const double FarAway = 1000 * 365.25 * 86400;

    /// <summary>Whether every picture and sound stream has its shape: if not, a longer look may find it.</summary>
    public static bool IsComplete(FFProbeAnalysis answer)
    {
        var streams = answer.Streams ?? [];
        return streams.Any(stream => stream.CodecType is "video" or "audio") && streams.All(stream => stream.CodecType switch
        {
            "video" => stream.Width > 0 && stream.Height > 0,
            "audio" => Int(stream.SampleRate) > 0 && stream.Channels > 0,
            _ => true,
        });
    }

    /// <summary>The description of the file, or the failure that says why it is refused.</summary>
    public static MediaInfo Choose(FFProbeAnalysis answer, string said, OpenedMedia media, MediaOptions options, ProbeDepth depth, double cutRatio)
    {
        var streams = answer.Streams ?? [];
        var container = answer.Format?.FormatName ?? "";
        if (streams.Count > options.MaxStreams) throw ToolMessages.TooManyStreams(media.Name, options);
        var tooLarge = streams.FirstOrDefault(stream => stream.CodecType == "video" && (long)(stream.Width ?? 0) * (stream.Height ?? 0) > options.MaxPixels);
        if (tooLarge is not null)
            throw new MediaException(MediaFailure.LimitExceeded, $"{media.Name} has frames of {tooLarge.Width}×{tooLarge.Height} pixels, more than Media:MaxPixels allows ({options.MaxPixels:N0}): make them smaller");

        var duration = Seconds(answer.Format?.Duration);
        if (duration is { } length && length > options.MaxDuration)
            throw new MediaException(MediaFailure.LimitExceeded, $"{media.Name} declares a length of {Length(length)}, more than Media:MaxDuration allows ({Length(options.MaxDuration)}): cut it into parts");
        if (duration == TimeSpan.Zero && container.StartsWith("mov,", StringComparison.Ordinal))
            throw new MediaException(MediaFailure.NotMedia, $"{media.Name} declares a length of zero: export it again");

        var video = streams.Where(IsVideo).OrderByDescending(IsDefault).ThenByDescending(stream => (long)stream.Width!.Value * stream.Height!.Value).ThenBy(stream => stream.Index).FirstOrDefault();
        var audio = streams.Where(IsAudio).OrderByDescending(IsDefault).ThenBy(stream => stream.Index).FirstOrDefault();
        if (video is null && audio is null) throw NoStreams(streams, said, media, options);

        var declared = duration > TimeSpan.Zero && Declaring.Any(name => container.Split(',').Contains(name)) && (!said.Contains("Estimating duration", StringComparison.Ordinal) || cutRatio > 1);
        return new MediaInfo
        {
            Container = container,
            Duration = Stretch(OfChosen(duration, video, audio), cutRatio, options.MaxDuration),
            DurationIsDeclared = declared,
            Video = video is null ? null : Describe(video),
            Audio = audio is null ? null : new AudioStream
            {
                Index = audio.Index,
                Codec = audio.CodecName ?? "",
                SampleRate = Int(audio.SampleRate),
                Channels = audio.Channels ?? 0,
                Language = Tag(audio, "language") is { } language and not "und" ? language : null,
                Start = Seconds(audio.StartTime),
                End = Seconds(audio.StartTime) + Seconds(audio.Duration),
            },
            StreamCount = streams.Count,
            IsStillImage = audio is null && (container.EndsWith("_pipe", StringComparison.Ordinal) || container == "image2"),
            Depth = depth,
        };
    }

    private static bool IsVideo(FFProbeStream stream) =>
        stream is { CodecType: "video", Width: > 0, Height: > 0 } && !string.IsNullOrEmpty(stream.CodecName) && !Has(stream, "attached_pic") && !Has(stream, "timed_thumbnails");

    private static bool IsAudio(FFProbeStream stream) =>
        stream is { CodecType: "audio", Channels: > 0 } && !string.IsNullOrEmpty(stream.CodecName) && Int(stream.SampleRate) > 0;

    private static VideoStream Describe(FFProbeStream stream)
    {
        var turn = Rotation(stream);
        var sideways = turn is 90 or 270;
        return new VideoStream
        {
            Index = stream.Index,
            Codec = stream.CodecName ?? "",
            Width = (sideways ? stream.Height : stream.Width) ?? 0,
            Height = (sideways ? stream.Width : stream.Height) ?? 0,
            FrameRate = Ratio(stream.AvgFrameRate) ?? Ratio(stream.FrameRate) ?? 0,
            Rotation = turn,
            Start = Seconds(stream.StartTime),
            End = Seconds(stream.StartTime) + Seconds(stream.Duration),
        };
    }

    private static MediaException NoStreams(IReadOnlyList<FFProbeStream> streams, string said, OpenedMedia media, MediaOptions options)
    {
        if (ToolMessages.LimitOf(media.Name, said, options) is { } limit) return limit;
        var held = streams.Select(stream => IsPicture(stream) ? "a cover picture" : $"{stream.CodecType ?? "unknown"} ({(string.IsNullOrEmpty(stream.CodecName) ? "unknown codec" : stream.CodecName)})").Distinct().Take(5);
        return new(MediaFailure.NotMedia, streams.Count == 0
            ? $"{media.Name} holds no streams: upload a video, audio or image file"
            : $"{media.Name} holds no video or audio that can be decoded, only {string.Join(", ", held)}: upload a video, audio or image file");

        static bool IsPicture(FFProbeStream stream) => Has(stream, "attached_pic");
    }

    // Subtitles may run longer than what is read: where both chosen streams say their own length, that is the length.
    private static TimeSpan? OfChosen(TimeSpan? duration, FFProbeStream? video, FFProbeStream? audio)
    {
        TimeSpan? longest = null;
        foreach (var stream in new[] { video, audio })
        {
            if (stream is null) continue;
            if ((Seconds(stream.Duration) ?? Clock(Tag(stream, "DURATION"))) is not { } own || own <= TimeSpan.Zero) return duration;
            if (longest is null || own > longest) longest = own;
        }

        return duration is null || longest < duration ? longest : duration;
    }

    private static int Rotation(FFProbeStream stream)
    {
        // The display matrix turns anticlockwise, the old tag clockwise.
        double? clockwise = null;
        foreach (var data in stream.SideData ?? [])
            if (data.TryGetValue("rotation", out JsonValue? value) && value.TryGetValue(out double degrees)) clockwise = -degrees;
        if (clockwise is null && double.TryParse(Tag(stream, "rotate"), CultureInfo.InvariantCulture, out var tagged)) clockwise = tagged;
        if (clockwise is not { } angle || !double.IsFinite(angle)) return 0;
        return (((int)Math.Round(angle % 360 / 90) * 90) + 360) % 360;
    }

    private static bool IsDefault(FFProbeStream stream) => Has(stream, "default");

    private static bool Has(FFProbeStream stream, string disposition) => stream.Disposition?.GetValueOrDefault(disposition) == 1;

    private static string? Tag(FFProbeStream stream, string name) => stream.Tags?.GetValueOrDefault(name);

    private static int Int(string? text) => int.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static double? Ratio(string? text) =>
        text?.Split('/') is [var over, var under] && double.TryParse(over, CultureInfo.InvariantCulture, out var a) && double.TryParse(under, CultureInfo.InvariantCulture, out var b) && a > 0 && b > 0 ? a / b : null;

    private static TimeSpan? Seconds(string? text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds) ? TimeSpan.FromSeconds(Math.Clamp(seconds, -FarAway, FarAway)) : null;

    private static TimeSpan? Stretch(TimeSpan? duration, double ratio, TimeSpan most) =>
        duration is { } value ? TimeSpan.FromSeconds(Math.Min(value.TotalSeconds * ratio, most.TotalSeconds)) : null;

    // Matroska's "00:00:10.020000000": nine decimals, two more than TimeSpan reads.
    private static TimeSpan? Clock(string? text) =>
        TimeSpan.TryParse(text is { Length: > 16 } ? text[..16] : text, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string Length(TimeSpan value) => string.Create(CultureInfo.InvariantCulture, $"{(long)value.TotalHours}:{value.Minutes:D2}:{value.Seconds:D2}");
}
