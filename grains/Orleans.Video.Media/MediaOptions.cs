namespace Orleans.Video.Media;

/// <summary>What media may be opened and how much a child process may use. Bound from the section <c>Media</c>.</summary>
public sealed record MediaOptions
{
    /// <summary>Absolute folders below which local paths may be read. Default none: every local path is refused.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>Absolute folder for downloads while they are read; their names are removed as soon as they are open. Required.</summary>
    public required string StagingFolder { get; init; }

    /// <summary>Whether <c>https:</c> may reach loopback, private and link-local addresses. Default false.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Largest file or download in bytes. Default 64 GiB.</summary>
    public long MaxBytes { get; init; } = 64L << 30;

    /// <summary>Largest frame in pixels, before scaling. Default 8192 × 8192.</summary>
    public int MaxPixels { get; init; } = 8192 * 8192;

    /// <summary>Most streams that a container may hold. Default 64.</summary>
    public int MaxStreams { get; init; } = 64;

    /// <summary>Longest media, declared or decoded. Default 24 h.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Fixed part of the time that one read may wait for its decoder. Default 10 min.</summary>
    public TimeSpan WallClockAllowance { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time that one read may wait for its decoder for each second of media decoded so far, on top of <see cref="WallClockAllowance"/>. Default 2.</summary>
    public double WallClockPerMediaTime { get; init; } = 2;

    /// <summary>Longest time to look into a file's headers. Default 60 s.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time to make a connection, including TLS, and to get the first answer. Default 30 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest silence of a server in the middle of a download. Default 60 s.</summary>
    public TimeSpan DownloadIdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest download. Default 6 h.</summary>
    public TimeSpan DownloadTimeout { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Most redirects of one download, all of them to <c>https:</c>. Default 5.</summary>
    public int MaxRedirects { get; init; } = 5;

    /// <summary>
    /// Threads of one decoder. Default 1: several videos are read at a time, and then more threads only cost (measured 19 % more CPU for
    /// two threads on H.264) and make the moment at which a decoder gives its last frames a matter of chance.
    /// </summary>
    public int DecoderThreads { get; init; } = 1;

    /// <summary>Niceness of child processes, 0–19. Default 10.</summary>
    public int Nice { get; init; } = 10;

    /// <summary>Address space of one child process in bytes. Default 4 GiB.</summary>
    public long MaxChildMemory { get; init; } = 4L << 30;

    /// <summary>The <c>ffmpeg</c> program: a name found in <c>PATH</c>, or an absolute path.</summary>
    public string FFmpegPath { get; init; } = "ffmpeg";

    /// <summary>The <c>ffprobe</c> program: a name found in <c>PATH</c>, or an absolute path.</summary>
    public string FFprobePath { get; init; } = "ffprobe";

    /// <summary>Says what is wrong with these options, naming the option, or null when they can be used.</summary>
    public string? Validate()
    {
        if (string.IsNullOrEmpty(StagingFolder) || !Path.IsPathFullyQualified(StagingFolder)) return "Media:StagingFolder must be an absolute path";
        if (Roots.FirstOrDefault(root => !Path.IsPathFullyQualified(root)) is { } relative) return $"Media:Roots must be absolute paths, and '{relative}' is not";
        if (MaxBytes <= 0) return "Media:MaxBytes must be positive";
        if (MaxPixels <= 0) return "Media:MaxPixels must be positive";
        if (MaxStreams is <= 0 or > 1000) return "Media:MaxStreams must be 1 to 1000";
        if (MaxDuration <= TimeSpan.Zero || MaxDuration > TimeSpan.FromDays(30)) return "Media:MaxDuration must be positive and at most 30 days";
        if (WallClockAllowance <= TimeSpan.Zero || WallClockAllowance > TimeSpan.FromDays(40)) return "Media:WallClockAllowance must be positive and at most 40 days";
        if (WallClockPerMediaTime is not (>= 0 and <= 100)) return "Media:WallClockPerMediaTime must be 0 to 100";
        if (!IsTimeout(ProbeTimeout)) return "Media:ProbeTimeout must be positive and at most 40 days";
        if (!IsTimeout(ConnectTimeout)) return "Media:ConnectTimeout must be positive and at most 40 days";
        if (!IsTimeout(DownloadIdleTimeout)) return "Media:DownloadIdleTimeout must be positive and at most 40 days";
        if (!IsTimeout(DownloadTimeout)) return "Media:DownloadTimeout must be positive and at most 40 days";
        if (MaxRedirects is < 0 or > 50) return "Media:MaxRedirects must be 0 to 50";
        if (DecoderThreads is < 1 or > 64) return "Media:DecoderThreads must be 1 to 64";
        if (Nice is < 0 or > 19) return "Media:Nice must be 0 to 19";
        if (MaxChildMemory < 512L << 20) return "Media:MaxChildMemory must be at least 512 MiB, of which ffmpeg and its libraries alone take half";
        if (string.IsNullOrWhiteSpace(FFmpegPath)) return "Media:FFmpegPath must name a program";
        if (string.IsNullOrWhiteSpace(FFprobePath)) return "Media:FFprobePath must name a program";
        return null;
    }

    // Timers refuse more than 2^32 ms, about 49 days.
    private static bool IsTimeout(TimeSpan value) => value > TimeSpan.Zero && value <= TimeSpan.FromDays(40);
}
