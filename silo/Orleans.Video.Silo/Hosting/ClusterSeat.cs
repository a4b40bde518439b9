namespace Orleans.Video.Silo.Hosting;

/// <summary>What a silo of a cluster has before it starts: an address of its own and a Redis that answers.</summary>
internal sealed record ClusterSeat(RedisConnection Redis, ClusterAddress Address) : IAsyncDisposable
{
    /// <exception cref="Configuration.VideoSiloOptionsException">Redis does not answer, or an address or a port cannot be had.</exception>
    public static async Task<ClusterSeat> TakeAsync(Configuration.VideoClusterOptions cluster)
    {
        var redis = await RedisConnection.ConnectAsync(cluster, TimeProvider.System);
        try
        {
            return new ClusterSeat(redis, ClusterAddress.Choose(cluster, redis));
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Redis.DisposeAsync();
}
