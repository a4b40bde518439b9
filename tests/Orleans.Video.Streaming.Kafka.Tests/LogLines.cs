using Microsoft.Extensions.Logging;

namespace Orleans.Video.Streaming.Kafka.Tests;

/// <summary>Keeps the lines that are logged, and lets tests wait for one.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until a line with these words was logged.</summary>
    public async Task UntilAsync(string words, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task added;
            lock (_lock)
            {
                if (_lines.Exists(line => line.Contains(words, StringComparison.Ordinal))) return;
                added = _added.Task;
            }

            await added.WaitAsync(cancellationToken);
        }
    }

    public ILogger CreateLogger(string categoryName) => new Sink(this);

    public void Dispose()
    {
        // The lines outlive the silos.
    }

    private void Add(string line)
    {
        TaskCompletionSource added;
        lock (_lock)
        {
            _lines.Add(line);
            added = _added;
            _added = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        added.SetResult();
    }

    private sealed class Sink(LogLines lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Add(formatter(state, exception));
    }
}
