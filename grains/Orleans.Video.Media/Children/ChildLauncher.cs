using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Orleans.Video.Media.Children;

/// <summary>
/// Starts every child of this library, so that all of them run with the same limits and none outlives the silo:
/// <c>setpriv</c> asks the kernel to kill the child when its parent dies, <c>prlimit</c> bounds its memory, files and core dumps.
/// Each replaces itself by the next, so the process that we know is the tool itself. Low priority and the ban on new privileges come from
/// the thread that forks: every program less in this chain saves some milliseconds of processor time a child.
/// </summary>
/// <remarks>
/// The kernel ties the death signal to the <em>thread</em> that forked, not to the process: children started from a pool thread would be
/// killed when the pool retires it. Hence one thread of our own that lives as long as the launcher.
/// </remarks>
internal sealed class ChildLauncher : IAsyncDisposable
{
    private const string Closed = "the media library is closed";

    private readonly MediaOptions _options;
    private readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> _requests = [];
    private readonly ConcurrentDictionary<MediaChild, byte> _alive = new();
    private readonly Thread _thread;
    private int _disposed;

    public ChildLauncher(MediaOptions options)
    {
        _options = options;
        _thread = new Thread(Serve) { IsBackground = true, Name = "media children" };
        _thread.Start();
    }

    public bool IsClosed => Volatile.Read(ref _disposed) != 0;

    public IReadOnlyCollection<int> AliveIds => [.. _alive.Keys.Select(child => child.Id)];

    /// <summary>Starts a tool; its arguments are passed as they are, without a shell.</summary>
    /// <param name="toolPath">The program: a name found in <c>PATH</c>, or an absolute path.</param>
    /// <param name="arguments">What it is called with.</param>
    /// <param name="isFed">Whether <see cref="MediaChild.Input"/> is kept open for the caller; otherwise the tool reads nothing.</param>
    /// <param name="maxFileBytes">The largest file it may write; 0 for a tool that only answers.</param>
    public async Task<MediaChild> StartAsync(string toolPath, IEnumerable<string> arguments, bool isFed = false, long maxFileBytes = 0)
    {
        var start = new ProcessStartInfo(Find("setpriv"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        string[] wrapping =
        [
            "--pdeathsig", "KILL", "--",
            Find("prlimit"), $"--as={_options.MaxChildMemory}", "--core=0", $"--fsize={maxFileBytes}", "--nofile=256", "--",
            Find(toolPath),
        ];
        foreach (var argument in wrapping.Concat(arguments)) start.ArgumentList.Add(argument);

        // Nothing of our environment reaches a decoder: no report files, no plug-in folders, no proxies, no secrets.
        var libraries = Environment.GetEnvironmentVariable("LD_LIBRARY_PATH");
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        start.Environment["LC_ALL"] = "C";
        start.Environment["AV_LOG_FORCE_NOCOLOR"] = "1";
        if (!string.IsNullOrEmpty(libraries)) start.Environment["LD_LIBRARY_PATH"] = libraries;

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _requests.Add((start, started));
        }
        catch (InvalidOperationException problem)
        {
            throw new ObjectDisposedException(Closed, problem);
        }

        Process process;
        try
        {
            process = await started.Task;
        }
        catch (Win32Exception problem)
        {
            throw new MediaException(MediaFailure.ToolMissing, $"cannot start {toolPath}: {problem.Message}", problem);
        }

        MediaInstruments.ChildrenStarted.Add(1);
        MediaInstruments.ChildrenAlive.Add(1);
        var child = new MediaChild(process, Forget, isFed);
        _alive[child] = 0;
        if (!IsClosed) return child;
        await child.DisposeAsync();
        throw new ObjectDisposedException(Closed);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        foreach (var child in _alive.Keys) await child.DisposeAsync();
        _requests.CompleteAdding();
    }

    private void Forget(MediaChild child)
    {
        if (_alive.TryRemove(child, out _)) MediaInstruments.ChildrenAlive.Add(-1);
    }

    private void Serve()
    {
        var problem = Lower();
        foreach (var (start, started) in _requests.GetConsumingEnumerable())
        {
            try
            {
                if (problem is not null) throw problem;
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception failure)
            {
                started.SetException(failure);
            }
        }

        _requests.Dispose();
    }

    private MediaException? Lower()
    {
        try
        {
            ThreadRights.Lower(_options.Nice);
            return null;
        }
        catch (Win32Exception problem)
        {
            return new(MediaFailure.ToolMissing, $"cannot lower the thread that starts media children: {problem.Message}; let the silo's sandbox allow prctl and setpriority", problem);
        }
    }

    private static string Find(string program)
    {
        if (Path.IsPathFullyQualified(program))
            return File.Exists(program) ? program : throw new MediaException(MediaFailure.ToolMissing, $"{program} is not there: install it, or change Media:FFmpegPath and Media:FFprobePath");
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var path = Path.Combine(folder, program);
            if (Path.IsPathFullyQualified(path) && File.Exists(path)) return path;
        }

        var package = program switch
        {
            "ffmpeg" or "ffprobe" => "ffmpeg",
            "setpriv" or "prlimit" => "util-linux",
            _ => program,
        };
        throw new MediaException(MediaFailure.ToolMissing, $"{program} is not installed: run 'apt-get install {package}'");
    }
}
