using Microsoft.Extensions.Logging;

namespace Orleans.Video.Silo.Hosting;

/// <summary>
/// What happens when the others have declared this silo dead, as after a freeze or a cut network: it must not go on. The program that embeds it is
/// told first, so that it can end in its own way and words; a moment later the process is ended for it.
/// </summary>
internal sealed partial class EvictionHandler(ILogger<EvictionHandler> logger) : IFatalErrorHandler
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource<string> _evicted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why this silo is no longer one of the cluster; never, as long as it is.</summary>
    public Task<string> Evicted => _evicted.Task;

    public bool IsUnexpected(Exception exception) => true;

    // Orleans expects that this does not return.
    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        const string message =
            "this silo was declared dead by the others, as happens when it is frozen, starved or cut off for longer than they wait; they have taken over its videos, and it ends at once: start it again";
        LogEvicted(context ?? "", exception);
        _evicted.TrySetResult(exception is null ? message : $"the membership of this silo failed, and it ends at once: {exception.Message}");
        using var never = new ManualResetEventSlim();
        never.Wait(Grace);
        Environment.FailFast(message, exception);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "This silo is no longer one of the cluster and ends at once; the others have taken over its videos ({Context})")]
    private partial void LogEvicted(string context, Exception? exception);
}
