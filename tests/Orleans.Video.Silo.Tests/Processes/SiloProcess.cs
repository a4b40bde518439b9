using System.Diagnostics;
using System.Text.Json;
using Orleans.Video.Client;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Processes;

/// <summary>A silo in a process of its own, started by the command as people start it, so that it can be killed.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private SiloProcess(Process process, Uri address, string instance)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        Instance = instance;
        Client = new VideoClient(address);
    }

    public VideoClient Client { get; }

    public string Instance { get; }

    public bool IsRunning => !_process.HasExited;

    /// <summary>Starts <c>video up</c> and waits until it has said where it answers.</summary>
    public static async Task<SiloProcess> StartAsync(string dataFolder, string mediaRoot, CancellationToken cancellationToken)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "video.dll");
        var start = new ProcessStartInfo("dotnet", [program, "up", "--json", "--data", dataFolder, "--urls", "http://127.0.0.1:0", "--media-root", mediaRoot, "--models", Path.Combine(TestData.RepositoryRoot, "models"), "--log-level", "Error"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start");
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        if (line is null)
        {
            var said = await process.StandardError.ReadToEndAsync(cancellationToken);
            process.Dispose();
            Assert.Fail($"video up ended at once: {said}");
        }

        using var said1 = JsonDocument.Parse(line);
        return new SiloProcess(process, new Uri(said1.RootElement.GetProperty("address").GetString()!), said1.RootElement.GetProperty("instance").GetString()!);
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
        await _process.WaitForExitAsync(cancellationToken);
        foreach (var child in children)
            while (IsAlive(child)) await Task.Yield();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        await _errors;
        _process.Dispose();
    }

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
}
