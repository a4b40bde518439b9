using Microsoft.Extensions.Logging;

namespace Orleans.Video.Learning.Training;

public sealed partial class Trainer
{
    [LoggerMessage(LogLevel.Information, "Run '{Run}' goes on behind step {Step} from {Path}")]
    private partial void LogResumed(string run, long step, string path);

    [LoggerMessage(LogLevel.Information, "Run '{Run}' kept step {Step} in {Path}")]
    private partial void LogSaved(string run, long step, string path);
}
