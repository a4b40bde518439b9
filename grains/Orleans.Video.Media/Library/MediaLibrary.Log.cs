using Microsoft.Extensions.Logging;

namespace Orleans.Video.Media.Library;

public sealed partial class MediaLibrary
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Media {Name} cannot be used ({Kind}): {Reason}")]
    private partial void LogFailure(MediaFailure kind, string name, string reason);
}
