namespace Orleans.Video.Media;

/// <summary>Why media could not be opened, understood or read.</summary>
public enum MediaFailure
{
    /// <summary>There is no such file, page or blob.</summary>
    NotFound,

    /// <summary>It is there, and may not be read.</summary>
    AccessDenied,

    /// <summary>A local path that does not lie below a configured root.</summary>
    OutsideRoots,

    /// <summary>A URL whose host has no public address, or a redirect to anything but <c>https:</c>.</summary>
    ForbiddenAddress,

    /// <summary>More bytes than are allowed.</summary>
    TooLarge,

    /// <summary>Not something that holds pictures or sound that can be decoded.</summary>
    NotMedia,

    /// <summary>A container that names other files or URLs, or draws text.</summary>
    RefusedFormat,

    /// <summary>It ends before its declared end.</summary>
    Truncated,

    /// <summary>It was recognised, and the decoder gave up on it.</summary>
    Damaged,

    /// <summary>More pixels, streams, seconds, memory or decoding time than are allowed.</summary>
    LimitExceeded,

    /// <summary>It changed while it was read.</summary>
    Changed,

    /// <summary>A program that is needed is not installed.</summary>
    ToolMissing,

    /// <summary>A server or a probe took too long.</summary>
    Timeout,

    /// <summary>No room left to stage a download.</summary>
    DiskFull,

    /// <summary>The network or the server failed.</summary>
    Network,
}

/// <summary>Media that cannot be used. The message names the media, the cause and the remedy, and may be shown to whoever uploaded it.</summary>
public sealed class MediaException : Exception
{
    /// <summary>Makes a failure.</summary>
    public MediaException(MediaFailure kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>The cause, for a program.</summary>
    public MediaFailure Kind { get; }

    /// <summary>Whether the same media may succeed later without a change to it.</summary>
    public bool IsTransient => Kind is MediaFailure.ToolMissing or MediaFailure.Timeout or MediaFailure.DiskFull or MediaFailure.Network or MediaFailure.Changed;
}
