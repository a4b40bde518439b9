using System.Security.Cryptography;
using Xunit;

namespace Orleans.Video.Testing;

/// <summary>
/// The blob service that Azurite emulates, as a child process on a free loopback port with an account of its own, holding its blobs in memory.
/// It ends when disposed, and with the test process, however that ends.
/// </summary>
public sealed class Azurite : IAsyncDisposable
{
    private const string Account = "test";
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);

    private readonly ChildServer _server;

    private Azurite(string executable, int port)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={key};BlobEndpoint=http://127.0.0.1:{port}/{Account};";

        _server = new ChildServer(
            executable,
            ["--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent"],
            new Dictionary<string, string> { ["AZURITE_ACCOUNTS"] = $"{Account}:{key}" });
    }

    /// <summary>What a client of <c>Azure.Storage.Blobs</c> connects with.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts one; skips the calling test, saying why, where Azurite is not installed.</summary>
    public static async Task<Azurite> RequireAsync(CancellationToken ct = default)
    {
        var executable = Find();
        if (executable is null)
            Assert.Skip("needs Azurite: npm install --prefix .tools --no-save azurite@3.37.0, or name azurite-blob in ORLEANS_VIDEO_AZURITE");
        return await StartAsync(executable!, ct);
    }

    /// <summary>The path of <c>azurite-blob</c>: named by <c>ORLEANS_VIDEO_AZURITE</c>, below <c>.tools</c>, or on the PATH; null where there is none.</summary>
    public static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("ORLEANS_VIDEO_AZURITE");
        if (!string.IsNullOrEmpty(named)) return File.Exists(named) ? named : null;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Prepend(Path.Combine(TestData.RepositoryRoot, ".tools", "node_modules", ".bin"));
        return folders.Select(folder => Path.Combine(folder, "azurite-blob")).FirstOrDefault(File.Exists);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<Azurite> StartAsync(string executable, CancellationToken ct)
    {
        // Another process may take the free port first; then ours ends, and we look for another.
        for (var attempt = 1; ; attempt++)
        {
            var azurite = new Azurite(executable, ChildServer.FreePort());
            try
            {
                if (await azurite.ListensAsync(ct)) return azurite;
                if (attempt == 3) throw new InvalidOperationException($"{executable} ended or did not listen within {s_startLimit.TotalSeconds:0} s. It said: {azurite._server.Said}");
            }
            catch
            {
                await azurite.DisposeAsync();
                throw;
            }

            await azurite.DisposeAsync();
        }
    }

    // It says so once the port is its own; where somebody else has it, it ends.
    private async Task<bool> ListensAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_startLimit);
        try
        {
            return await _server.SaysAsync("successfully listens", limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
