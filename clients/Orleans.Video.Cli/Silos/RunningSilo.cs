using System.Text.Json;
using Orleans.Video.Http;

namespace Orleans.Video.Cli.Silos;

/// <summary>A silo of this machine, found by the <c>server.json</c> that it keeps in its data folder.</summary>
/// <param name="Address">Where it answers HTTP.</param>
/// <param name="Pid">Its process.</param>
/// <param name="Instance">A random id of this start.</param>
/// <param name="MediaRoots">The folders below which it reads local files; null when it does not say.</param>
internal sealed record RunningSilo(Uri Address, int Pid, string Instance, IReadOnlyList<string>? MediaRoots)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The silo that serves a data folder now, or null: the process lives, and answers as the instance that wrote the file.</summary>
    public static async Task<RunningSilo?> FindAsync(string dataFolder, CancellationToken cancellation)
    {
        if (Read(Path.Combine(dataFolder, "server.json")) is not { } silo || !Directory.Exists($"/proc/{silo.Pid}")) return null;
        // A silo of this machine is never reached through a proxy.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
        try
        {
            var health = await http.GetStringAsync(new Uri(silo.Address, "/healthz"), cancellation);
            return JsonSerializer.Deserialize<ServerHealth>(health, VideoJson.Lenient)?.Instance == silo.Instance ? silo : null;
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private static RunningSilo? Read(string file)
    {
        try
        {
            var silo = JsonSerializer.Deserialize<RunningSilo>(File.ReadAllText(file), VideoJson.Lenient);
            return silo is { Address.IsAbsoluteUri: true, Pid: > 0, Instance.Length: > 0 } ? silo : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
