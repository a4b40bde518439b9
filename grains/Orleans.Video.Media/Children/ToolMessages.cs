using System.Text.RegularExpressions;
using Orleans.Video.Media.Opening;

namespace Orleans.Video.Media.Children;

/// <summary>Puts what a tool said into a failure that a person can act on.</summary>
internal static partial class ToolMessages
{
    private const int Shown = 600;

    /// <summary>The failure for a tool that could not use a file.</summary>
    /// <param name="media">The media, for the name in the message.</param>
    /// <param name="said">The end of the tool's messages.</param>
    /// <param name="exit">Its exit status.</param>
    /// <param name="started">Whether anything had been decoded before.</param>
    /// <param name="options">The limits, for the message that names them.</param>
    public static MediaException Failure(OpenedMedia media, string said, int exit, bool started, MediaOptions options)
    {
        var name = media.Name;
        if (NotAllowed().Match(said) is { Success: true } refused)
            return new(MediaFailure.RefusedFormat, $"{name} is a '{refused.Groups["format"].Value}' file, which may name other files or URLs or hold text: give the video or audio file itself");
        if (LimitOf(name, said, options) is { } limit) return limit;
        if (media.Length == 0) return new(MediaFailure.NotMedia, $"{name} is empty: upload it again");
        if (said.Contains("moov atom not found", StringComparison.Ordinal))
            return new(MediaFailure.Truncated, $"{name} lacks its index (moov): it was cut off or never finished; upload it again");
        if (exit >= 128)
            return new(MediaFailure.Damaged, $"the decoder was ended by signal {exit - 128} on {name}: the file is damaged or needs more than Media:MaxChildMemory{Quote(media, said)}");
        return started
            ? new(MediaFailure.Damaged, $"{name} could not be decoded to its end: it is damaged; upload it again{Quote(media, said)}")
            : new(MediaFailure.NotMedia, $"{name} is not a video, audio or image file that ffmpeg can read{Quote(media, said)}");
    }

    /// <summary>The failure for a limit that the tool itself enforced, or null.</summary>
    public static MediaException? LimitOf(string name, string said, MediaOptions options)
    {
        if (TooLarge().Match(said) is { Success: true } size)
            return new(MediaFailure.LimitExceeded, $"{name} has frames of {size.Groups["width"].Value}×{size.Groups["height"].Value} pixels, more than Media:MaxPixels allows ({options.MaxPixels:N0}): make them smaller");
        if (said.Contains("exceeds max_streams", StringComparison.Ordinal))
            return TooManyStreams(name, options);
        return said.Contains("Cannot allocate memory", StringComparison.Ordinal)
            ? new(MediaFailure.LimitExceeded, $"decoding {name} needs more than Media:MaxChildMemory ({options.MaxChildMemory >> 20:N0} MiB)")
            : null;
    }

    public static MediaException TooManyStreams(string name, MediaOptions options) =>
        new(MediaFailure.LimitExceeded, $"{name} holds more streams than Media:MaxStreams allows ({options.MaxStreams}): remove those that are not needed");

    private static string Quote(OpenedMedia media, string said)
    {
        var text = Address().Replace(said.Replace(media.InputPath, "the file", StringComparison.Ordinal).Replace('\n', ' '), "");
        if (text.Length > Shown) text = "..." + text[^Shown..];
        return text.Length == 0 ? "" : $" (ffmpeg: {text})";
    }

    [GeneratedRegex(@"\[(?<format>\w+)[\w,]* @ 0x[0-9a-f]+\] Format not on whitelist")]
    private static partial Regex NotAllowed();

    [GeneratedRegex(@"Picture size (?<width>\d{1,10})x(?<height>\d{1,10}) (?:is invalid|exceeds)")]
    private static partial Regex TooLarge();

    [GeneratedRegex(@" @ 0x[0-9a-f]+")]
    private static partial Regex Address();
}
