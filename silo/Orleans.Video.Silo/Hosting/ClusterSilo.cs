using System.Net;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Video.Silo.Configuration;
using StackExchange.Redis;

namespace Orleans.Video.Silo.Hosting;

/// <summary>One silo of many, which find each other by a table in Redis and watch each other by probes.</summary>
internal static class ClusterSilo
{
    public static ISiloBuilder UseClusterSilo(this ISiloBuilder silo, VideoClusterOptions cluster, ClusterAddress address, RedisConnection redis)
    {
        silo.UseRedisClustering(options =>
        {
            options.ConfigurationOptions = new ConfigurationOptions();
            // One connection, which was tried before anything else started and outlives the silo.
            options.CreateMultiplexer = _ => Task.FromResult<(IConnectionMultiplexer, bool)>((redis.Multiplexer, true));
        });
        silo.Configure<ClusterOptions>(options =>
        {
            options.ClusterId = cluster.ClusterId;
            options.ServiceId = cluster.ServiceId;
        });
        silo.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = address.Advertised;
            options.SiloPort = address.SiloPort;
            options.GatewayPort = address.GatewayPort;
            options.SiloListeningEndpoint = new IPEndPoint(address.Listening, address.SiloPort);
            if (address.GatewayPort != 0) options.GatewayListeningEndpoint = new IPEndPoint(address.Listening, address.GatewayPort);
        });
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = cluster.ProbeTimeout;
            options.MinProbeTimeout = cluster.ProbeTimeout;
            options.MaxProbeTimeout = 2 * cluster.ProbeTimeout;
            options.NumMissedProbesLimit = cluster.MissedProbes;
            options.TableRefreshTimeout = cluster.RefreshInterval;
            options.IAmAliveTablePublishTimeout = cluster.RefreshInterval;
            options.MaxJoinAttemptTime = cluster.JoinTimeout;
        });
        return silo;
    }
}
