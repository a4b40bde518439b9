namespace Orleans.Video.Videos;

/// <summary>
/// What was to be told downstream could not be written to the log. Nothing is lost: whoever asked for it tries again, however long the log is
/// away, and the video waits.
/// </summary>
public sealed class LogUnavailableException : Exception
{
    /// <summary>Says which topic could not be written, why, and what to do. There is no inner exception: this one travels between silos, and a client library's would not.</summary>
    public LogUnavailableException(string message)
        : base(message)
    {
    }
}
