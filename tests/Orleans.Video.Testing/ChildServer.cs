using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orleans.Video.Testing;

/// <summary>A server as a child process, which ends when disposed, and with the test process, however that ends.</summary>
public sealed class ChildServer : IAsyncDisposable
{
    // The shell becomes the server, and leaves a watcher behind that reads our end of the pipe: when we are gone, so is the server.
    private const string Script = "exec 3<&0; (cat <&3; kill -KILL $$) >/dev/null 2>&1 & exec \"$0\" \"$@\" 3<&- </dev/null";

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private TaskCompletionSource _news = NextNews();

    /// <summary>Starts a program.</summary>
    /// <param name="executable">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Further environment variables.</param>
    public ChildServer(string executable, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-c", Script, executable, .. arguments]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => Tell();
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The first ten thousand characters that it wrote.</summary>
    public string Said
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Waits until it has written a text.</summary>
    /// <returns>Whether it has; false when it ended without.</returns>
    public async Task<bool> SaysAsync(string text, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Taken before the look, so that what comes between look and wait ends the wait.
            var news = Volatile.Read(ref _news).Task;
            if (Said.Contains(text, StringComparison.Ordinal)) return true;
            if (HasExited) return false;
            await news.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A port that nobody listens on at this moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Note(string? line)
    {
        if (line is null) return;
        lock (_output)
            if (_output.Length < 10_000) _output.AppendLine(line);
        Tell();
    }

    private void Tell() => Interlocked.Exchange(ref _news, NextNews()).TrySetResult();

    private static TaskCompletionSource NextNews() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
