using Microsoft.Extensions.Logging;

namespace Orleans.Video.Silo;

/// <summary>The log lines of <see cref="VideoSilo"/>.</summary>
internal static partial class VideoSiloLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "What had started of a silo whose start failed did not stop cleanly")]
    public static partial void LogAbandoned(this ILogger<VideoSilo> logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "This silo has left the cluster")]
    public static partial void LogLeft(this ILogger<VideoSilo> logger);
}
