namespace Orleans.Video.Media.Children;

/// <summary>The arguments with which every tool opens hostile input.</summary>
internal static class FFmpegArguments
{
    /// <summary>Options of one input, without the input itself.</summary>
    public static IEnumerable<string> Input(MediaOptions options, ToolFacts facts, ProbeDepth depth) =>
    [
        "-protocol_whitelist", "file",
        "-format_whitelist", facts.Demuxers,
        // One more than allowed, so that too many can be told from just enough.
        "-max_streams", $"{options.MaxStreams + 1}",
        "-probesize", $"{depth.Bytes}",
        "-analyzeduration", $"{(long)depth.Time.TotalMicroseconds}",
        "-max_pixels", $"{options.MaxPixels}",
    ];
}
