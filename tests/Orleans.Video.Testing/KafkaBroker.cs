using System.Diagnostics;
using Xunit;

namespace Orleans.Video.Testing;

/// <summary>
/// A log that speaks the Kafka protocol, as a child process on free loopback ports that keeps its records in memory (at most 5 MB or 10,000 a
/// partition). It ends when disposed, and with the test process, however that ends.
/// </summary>
public sealed class KafkaBroker : IAsyncDisposable
{
    private readonly Process _process;
    private readonly SemaphoreSlim _turn = new(1);

    private KafkaBroker(Process process, string bootstrapServers) => (_process, BootstrapServers) = (process, bootstrapServers);

    /// <summary>What clients connect to.</summary>
    public string BootstrapServers { get; }

    /// <summary>Starts brokers; skips the calling test, saying why, where the program was not built.</summary>
    public static async Task<KafkaBroker> RequireAsync(int brokers = 1, CancellationToken ct = default)
    {
        var program = Find();
        if (program is null) Assert.Skip("needs the broker of the tests: build tests/Orleans.Video.KafkaBroker");
        var start = new ProcessStartInfo("dotnet", [program!, $"{brokers}"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start");
        var servers = await process.StandardOutput.ReadLineAsync(ct);
        if (servers is not null) return new KafkaBroker(process, servers);
        process.Dispose();
        throw new InvalidOperationException($"{program} ended at once");
    }

    /// <summary>Makes a topic.</summary>
    public Task CreateTopicAsync(string name, int partitions) => SayAsync($"topic {name} {partitions}");

    /// <summary>All brokers drop their connections and take none; what they hold stays.</summary>
    public Task DownAsync() => SayAsync("down");

    /// <summary>The brokers answer again.</summary>
    public Task UpAsync() => SayAsync("up");

    /// <summary>A topic refuses its users, as without authorization, or takes them again.</summary>
    public Task RefuseAsync(string topic, bool refused) => SayAsync($"{(refused ? "refuse" : "accept")} {topic}");

    /// <summary>Deletes the records of a partition before an offset, as a topic's retention does.</summary>
    public Task TrimAsync(string topic, int partition, long before) => SayAsync($"trim {topic} {partition} {before}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _turn.Dispose();
    }

    // Built like the test that runs: the same configuration, framework and runtime.
    private static string? Find()
    {
        var parts = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        var program = Path.Combine([TestData.RepositoryRoot, "tests", "Orleans.Video.KafkaBroker", "bin", .. parts[^3..], "Orleans.Video.KafkaBroker.dll"]);
        return File.Exists(program) ? program : null;
    }

    private async Task SayAsync(string command)
    {
        await _turn.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(command);
            await _process.StandardInput.FlushAsync();
            var answer = await _process.StandardOutput.ReadLineAsync();
            if (answer != "ok") throw new InvalidOperationException($"the broker of the tests answers '{command}' with '{answer ?? "nothing: it has ended"}'");
        }
        finally
        {
            _turn.Release();
        }
    }
}
