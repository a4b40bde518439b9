using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Orleans.Video.Testing;

/// <summary>
/// Debian's <c>redis-server</c> as a child process on a free loopback port, with every write on the disk before it is answered, so that one that is
/// killed comes back with what it held. It ends when disposed, and with the test process, however that ends.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly string _executable;
    private readonly int _port;
    private ChildServer _server;

    private RedisServer(string executable, int port)
    {
        (_executable, _port) = (executable, port);
        _server = Launch();
    }

    /// <summary>What a client connects with.</summary>
    public string ConnectionString => $"127.0.0.1:{_port}";

    /// <summary>Starts one; skips the calling test, saying why, where it is not installed.</summary>
    public static async Task<RedisServer> RequireAsync(CancellationToken cancellationToken = default)
    {
        var executable = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);
        if (executable is null) Assert.Skip("needs redis-server: apt-get install redis-server");
        for (var attempt = 1; ; attempt++)
        {
            var redis = new RedisServer(executable!, ChildServer.FreePort());
            if (await redis.AnswersAsync(cancellationToken)) return redis;
            var said = redis._server.Said;
            await redis.DisposeAsync();
            // Another process may have taken the free port first.
            if (attempt == 3) throw new InvalidOperationException($"{executable} ended at once. It said: {said}");
        }
    }

    /// <summary>Kills it: every connection breaks, and new ones are refused.</summary>
    public ValueTask KillAsync() => _server.DisposeAsync();

    /// <summary>Starts it again on the same port, with what it held.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        _server = Launch();
        Assert.True(await AnswersAsync(cancellationToken), $"redis-server did not come back: {_server.Said}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
    }

    private ChildServer Launch() => new(
        _executable,
        ["--bind", "127.0.0.1", "--port", $"{_port}", "--dir", _data.Path, "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--daemonize", "no"]);

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        var alive = true;
        await Condition.HoldsAsync(
            async () =>
            {
                if (_server.HasExited) return !(alive = false);
                try
                {
                    using var client = new TcpClient();
                    await client.ConnectAsync("127.0.0.1", _port, cancellationToken);
                    await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
                    var answer = new byte[16];
                    var length = await client.GetStream().ReadAsync(answer, cancellationToken);
                    return Encoding.ASCII.GetString(answer, 0, length).StartsWith("+PONG", StringComparison.Ordinal);
                }
                catch (Exception notYet) when (notYet is SocketException or IOException)
                {
                    return false;
                }
            },
            "redis-server answers",
            cancellationToken);
        return alive;
    }
}
