using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Orleans.Video.Client;
using Xunit;

namespace Orleans.Video.Testing;

/// <summary>A silo in a process of its own, started by the command as people start it, so that it can be killed, frozen and drained.</summary>
public sealed partial class SiloProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SiloProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) _ended.TrySetResult();
            else lock (_log) _log.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
    }

    public VideoClient Client { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public string Instance { get; private set; } = "";

    /// <summary>The silo's name in the logs of its cluster.</summary>
    public string Name { get; private set; } = "";

    public bool IsRunning => !_process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>The most memory that its process has had at once, in bytes.</summary>
    public long PeakMemory => 1024 * long.Parse(File.ReadLines($"/proc/{_process.Id}/status").First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal))[6..^2]);

    /// <summary>What it has written to standard error so far.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    /// <summary>Starts <c>video up</c> and waits until it has said where it answers.</summary>
    /// <param name="dataFolder">Its data folder.</param>
    /// <param name="mediaRoot">The folder below which it reads media.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="settings">Settings for its environment, without <c>VIDEO__</c>.</param>
    public static async Task<SiloProcess> StartAsync(string dataFolder, string mediaRoot, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? settings = null)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "video.dll");
        var start = new ProcessStartInfo("dotnet", [program, "up", "--json", "--data", dataFolder, "--urls", "http://127.0.0.1:0", "--media-root", mediaRoot, "--models", Path.Combine(TestData.RepositoryRoot, "models")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["VIDEO__LOGLEVEL"] = "Error";
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) start.Environment[$"VIDEO__{name.ToUpperInvariant()}"] = value;
        var silo = new SiloProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start"));
        var line = await silo._process.StandardOutput.ReadLineAsync(cancellationToken);
        if (line is null)
        {
            await silo._ended.Task;
            var log = silo.Log;
            await silo.DisposeAsync();
            Assert.Fail($"video up ended at once: {log}");
        }

        using var said = JsonDocument.Parse(line);
        silo.Address = new Uri(said.RootElement.GetProperty("address").GetString()!);
        silo.Instance = said.RootElement.GetProperty("instance").GetString()!;
        silo.Name = said.RootElement.GetProperty("silo").GetString()!;
        silo.Client = new VideoClient(silo.Address);
        return silo;
    }

    /// <summary>All processes below the silo's, at any depth.</summary>
    public IReadOnlyList<int> Descendants()
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid)) continue;
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                parents[pid] = int.Parse(stat[(stat.LastIndexOf(')') + 4)..].Split(' ')[0]);
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        bool IsBelow(int pid) => parents.TryGetValue(pid, out var parent) && (parent == _process.Id || IsBelow(parent));
        return [.. parents.Keys.Where(IsBelow)];
    }

    /// <summary>SIGKILL. Returns when neither the silo nor any child of it is left.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        var children = Descendants();
        _process.Kill();
        await ExitAsync(cancellationToken);
        foreach (var child in children)
            while (IsAlive(child)) await Task.Yield();
    }

    /// <summary>SIGTERM: asks it to drain and stop.</summary>
    public void Terminate() => Signal(SigTerm);

    /// <summary>SIGSTOP: freezes it.</summary>
    public void Freeze() => Signal(SigStop);

    /// <summary>SIGCONT: lets it go on.</summary>
    public void Thaw() => Signal(SigCont);

    /// <summary>Waits until it has ended and everything that it wrote has been read.</summary>
    public async Task ExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _ended.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        await _ended.Task;
        _process.Dispose();
    }

    private void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>A child without parent is reaped by init; where there is none it stays as a zombie, which is not alive either.</summary>
    private static bool IsAlive(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
