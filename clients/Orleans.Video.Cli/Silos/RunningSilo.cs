using System.Text.Json;
using Orleans.Video.Http;
using Orleans.Video.Silo.Configuration;

namespace Orleans.Video.Cli.Silos;

/// <summary>Finds the silo of this machine that serves a data folder, by the <c>server.json</c> in it.</summary>
internal static class RunningSilo
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The silo, or null: its process lives, and answers as the instance that wrote the file. What a killed silo left counts for nothing.</summary>
    public static async Task<ServerFile?> FindAsync(string dataFolder, CancellationToken cancellation)
    {
        if (ServerFile.TryRead(dataFolder) is not { Address.IsAbsoluteUri: true } silo || !Directory.Exists($"/proc/{silo.Pid}")) return null;
        // A silo of this machine is never reached through a proxy.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
        try
        {
            var health = await http.GetStringAsync(new Uri(silo.Address, "/healthz"), cancellation);
            return JsonSerializer.Deserialize<ServerHealth>(health, VideoJson.Lenient)?.Instance == silo.Instance ? silo : null;
        }
        catch (Exception error) when (error is HttpRequestException or JsonException || (error is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }
}
