using Microsoft.Extensions.Logging;

namespace Orleans.Video.Grains.Videos;

/// <content>What operators read.</content>
internal sealed partial class VideoGrain
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "An event of video {VideoId} from the stream is not legal and was left out: {Problem}")]
    private partial void LogInvalid(string videoId, string? problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "The stream of events of video {VideoId} reports an error")]
    private partial void LogStreamFailed(string videoId, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Video {VideoId}: what its record asks for could not be done now and is tried again")]
    private partial void LogAdvanceFailed(string videoId, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Video {VideoId}: try {Attempt} of {MaxAttempts} failed and will be repeated")]
    private partial void LogAttemptFailed(string videoId, int attempt, int maxAttempts, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Video {VideoId} waits: {Reason}")]
    private partial void LogWaitsForLog(string videoId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Video {VideoId} failed for good")]
    private partial void LogFailed(string videoId, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Video {VideoId} cannot be read: {Reason}")]
    private partial void LogUnreadable(string videoId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Video {VideoId}: its media is not what it was when reading began: it is read from the start")]
    private partial void LogMediaChanged(string videoId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Video {VideoId} is written by another activation: this one lets go")]
    private partial void LogSucceeded(string videoId, Exception exception);
}
