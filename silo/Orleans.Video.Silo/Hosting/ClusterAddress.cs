using System.Net;
using System.Net.Sockets;
using Orleans.Video.Silo.Configuration;

namespace Orleans.Video.Silo.Hosting;

/// <summary>Where a silo of a cluster listens for the others, and where they reach it.</summary>
/// <param name="Advertised">The address that the others are told.</param>
/// <param name="Listening">The address that is bound.</param>
/// <param name="SiloPort">The port for silos.</param>
/// <param name="GatewayPort">The port for clients; 0: none.</param>
internal sealed record ClusterAddress(IPAddress Advertised, IPAddress Listening, int SiloPort, int GatewayPort)
{
    /// <exception cref="VideoSiloOptionsException">An address is not this machine's, or a port is taken.</exception>
    public static ClusterAddress Choose(VideoClusterOptions cluster, RedisConnection redis)
    {
        var advertised = cluster.AdvertisedAddress is { } given ? IPAddress.Parse(given) : AddressTowards(redis);
        var listening = cluster.ListenAddress switch
        {
            null => advertised,
            "*" => advertised.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any,
            var own => IPAddress.Parse(own),
        };
        var option = cluster.ListenAddress is null ? nameof(cluster.AdvertisedAddress) : nameof(cluster.ListenAddress);
        var silo = Probe(listening, cluster.SiloPort, nameof(cluster.SiloPort), option);
        var gateway = cluster.GatewayPort == 0 ? 0 : Probe(listening, cluster.GatewayPort, nameof(cluster.GatewayPort), option);
        return new ClusterAddress(advertised, listening, silo, gateway);
    }

    // Connecting a datagram socket sends nothing: it only asks the kernel which address it would send from.
    private static IPAddress AddressTowards(RedisConnection redis)
    {
        try
        {
            var server = redis.Multiplexer.GetEndPoints()[0] switch
            {
                IPEndPoint known => known,
                DnsEndPoint named => new IPEndPoint(Dns.GetHostAddresses(named.Host)[0], named.Port),
                _ => new IPEndPoint(IPAddress.Loopback, 1),
            };
            using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(server);
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException cause)
        {
            throw new VideoSiloOptionsException($"{VideoClusterConfiguration.Section}:{nameof(VideoClusterOptions.AdvertisedAddress)} is absent, and this machine's own address cannot be found ({cause.Message}): name it");
        }
    }

    private static int Probe(IPAddress address, int port, string portOption, string addressOption)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException cause) when (cause.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new VideoSiloOptionsException($"{VideoClusterConfiguration.Section}:{portOption} {port} is in use by another program on {address}: stop that one, or take another port (0: any that is free)");
        }
        catch (SocketException cause)
        {
            throw new VideoSiloOptionsException($"{VideoClusterConfiguration.Section}:{addressOption} {address} cannot be listened on ({cause.Message}): give one of this machine's addresses, or {nameof(VideoClusterOptions.ListenAddress)} *");
        }
    }
}
