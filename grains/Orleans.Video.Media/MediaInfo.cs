namespace Orleans.Video.Media;

/// <summary>What a container says about itself, and the streams that a read takes from it.</summary>
public sealed record MediaInfo
{
    /// <summary>ffmpeg's name of the container, such as <c>mov,mp4,m4a,3gp,3g2,mj2</c>.</summary>
    public required string Container { get; init; }

    /// <summary>The length, or null when the container does not say.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Whether <see cref="Duration"/> was written by the container's author, not estimated: only then is a shorter read a truncation.</summary>
    public bool DurationIsDeclared { get; init; }

    /// <summary>The video track that is read, or null.</summary>
    public VideoStream? Video { get; init; }

    /// <summary>The audio track that is read, or null.</summary>
    public AudioStream? Audio { get; init; }

    /// <summary>How many streams the container holds.</summary>
    public int StreamCount { get; init; }

    /// <summary>Whether this is a still image: one frame, no time.</summary>
    public bool IsStillImage { get; init; }

    /// <summary>How far into the file the probe had to look; a read looks as far.</summary>
    internal ProbeDepth Depth { get; init; } = ProbeDepth.Shallow;

    /// <summary>Whether the container has an index that leads to the same frames as decoding from the start does.</summary>
    internal bool SeeksExactly => Container.StartsWith("mov,", StringComparison.Ordinal) || Container.StartsWith("matroska,", StringComparison.Ordinal);
}

/// <summary>A video track.</summary>
public sealed record VideoStream
{
    /// <summary>Index of the stream in its container.</summary>
    public required int Index { get; init; }

    /// <summary>ffmpeg's name of the codec.</summary>
    public required string Codec { get; init; }

    /// <summary>Width in pixels as shown, after rotation.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels as shown, after rotation.</summary>
    public required int Height { get; init; }

    /// <summary>Average frames a second, or 0 when unknown.</summary>
    public double FrameRate { get; init; }

    /// <summary>Clockwise rotation applied for showing: 0, 90, 180 or 270 degrees.</summary>
    public int Rotation { get; init; }

    /// <summary>When the first frame is due, where the container says so.</summary>
    internal TimeSpan? Start { get; init; }

    /// <summary>When its last packet ends, where the container says so.</summary>
    internal TimeSpan? End { get; init; }
}

/// <summary>An audio track.</summary>
public sealed record AudioStream
{
    /// <summary>Index of the stream in its container.</summary>
    public required int Index { get; init; }

    /// <summary>ffmpeg's name of the codec.</summary>
    public required string Codec { get; init; }

    /// <summary>Samples a second in the file.</summary>
    public required int SampleRate { get; init; }

    /// <summary>Channels in the file.</summary>
    public required int Channels { get; init; }

    /// <summary>Language tag as the container gives it, or null.</summary>
    public string? Language { get; init; }

    /// <summary>When the first sample is due, where the container says so.</summary>
    internal TimeSpan? Start { get; init; }

    /// <summary>When its last packet ends, where the container says so.</summary>
    internal TimeSpan? End { get; init; }
}

/// <summary>How many bytes and how much time of a file ffmpeg reads before it settles on its streams.</summary>
internal sealed record ProbeDepth(long Bytes, TimeSpan Time)
{
    public static ProbeDepth Shallow { get; } = new(1 << 20, TimeSpan.FromSeconds(2));

    public static ProbeDepth Deep { get; } = new(64 << 20, TimeSpan.FromSeconds(60));
}
