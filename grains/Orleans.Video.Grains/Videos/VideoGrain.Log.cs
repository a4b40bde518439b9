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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Video {VideoId} failed for good")]
    private partial void LogFailed(string videoId, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Video {VideoId} cannot be read: {Reason}")]
    private partial void LogUnreadable(string videoId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Video {VideoId}: its media is not what it was when reading began: it is read from the start")]
    private partial void LogMediaChanged(string videoId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Video {VideoId} is in the hands of another silo: this one lets go of it ({Reason})")]
    private partial void LogSucceeded(string videoId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Video {VideoId} waits, and goes on in {Seconds:0.#} s: {Reason}")]
    private partial void LogWaits(string videoId, double seconds, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Video {VideoId} cannot be read with model set {ModelSet}, which is kept beside the one that serves: it goes without")]
    private partial void LogNotFilled(string videoId, string modelSet, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Video {VideoId} waits in line here and moves to silo {Silo}, which has a place free")]
    private partial void LogMoves(string videoId, SiloAddress silo);
}
