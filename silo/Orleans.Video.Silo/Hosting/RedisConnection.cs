using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Silo.Configuration;
using StackExchange.Redis;

namespace Orleans.Video.Silo.Hosting;

/// <summary>The connection to the Redis that keeps the list of members. It comes back by itself, and says when it is gone and when it is back.</summary>
internal sealed partial class RedisConnection : IAsyncDisposable
{
    private const int ConnectMilliseconds = 5_000;

    private readonly TimeProvider _time;
    private ILogger _logger = NullLogger.Instance;
    private long _goneSince;

    private RedisConnection(ConnectionMultiplexer multiplexer, TimeProvider time)
    {
        (Multiplexer, _time) = (multiplexer, time);
        multiplexer.ConnectionFailed += (_, failed) =>
        {
            if (failed.ConnectionType != ConnectionType.Interactive || Interlocked.CompareExchange(ref _goneSince, _time.GetTimestamp(), 0) != 0) return;
            LogGone(_logger, $"{failed.EndPoint}", $"{failed.FailureType}");
        };
        multiplexer.ConnectionRestored += (_, restored) =>
        {
            if (restored.ConnectionType == ConnectionType.Interactive && Interlocked.Exchange(ref _goneSince, 0) is var since and not 0)
                LogBack(_logger, $"{restored.EndPoint}", _time.GetElapsedTime(since).TotalSeconds);
        };
    }

    public ConnectionMultiplexer Multiplexer { get; }

    /// <exception cref="VideoSiloOptionsException">The connection string is not one, or nothing answers there.</exception>
    public static async Task<RedisConnection> ConnectAsync(VideoClusterOptions cluster, TimeProvider time)
    {
        const string option = $"{VideoClusterConfiguration.Section}:{nameof(VideoClusterOptions.Redis)}";
        ConfigurationOptions configuration;
        try
        {
            configuration = ConfigurationOptions.Parse(cluster.Redis);
        }
        catch (Exception cause) when (cause is ArgumentException or FormatException)
        {
            throw new VideoSiloOptionsException($"{option} is not a Redis connection string ({cause.Message}): give host:port, and settings such as password=… after commas");
        }

        if (configuration.EndPoints.Count == 0) throw new VideoSiloOptionsException($"{option} names no server: give host:port");
        configuration.ClientName = "orleans-video";
        configuration.AbortOnConnectFail = true;
        configuration.ConnectTimeout = Math.Min(configuration.ConnectTimeout, ConnectMilliseconds);
        try
        {
            return new RedisConnection(await ConnectionMultiplexer.ConnectAsync(configuration), time);
        }
        catch (RedisConnectionException cause)
        {
            var servers = string.Join(", ", configuration.EndPoints.Select(endpoint => $"{endpoint}"));
            throw new VideoSiloOptionsException($"{option}: no Redis answers at {servers} ({cause.FailureType}): start it, or check address, password and firewall");
        }
    }

    /// <summary>From here on the log is told.</summary>
    public void LogTo(ILoggerFactory loggers) => _logger = loggers.CreateLogger<RedisConnection>();

    public ValueTask DisposeAsync() => Multiplexer.DisposeAsync();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis at {Server} is gone ({Failure}). Silos that are members go on with what they do; until it is back none can join, and none that is lost is found out")]
    private static partial void LogGone(ILogger logger, string server, string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis at {Server} answers again after {Seconds:0} s")]
    private static partial void LogBack(ILogger logger, string server, double seconds);
}
