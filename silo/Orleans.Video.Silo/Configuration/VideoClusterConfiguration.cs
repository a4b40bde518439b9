using Microsoft.Extensions.Configuration;

namespace Orleans.Video.Silo.Configuration;

/// <summary>Reads and checks <see cref="VideoClusterOptions"/>.</summary>
internal static class VideoClusterConfiguration
{
    /// <summary>The section below that of the silo.</summary>
    public const string Section = $"{VideoSiloConfiguration.Section}:{nameof(VideoSiloOptions.Cluster)}";

    private const string Known =
        "Redis, ClusterId, ServiceId, AdvertisedAddress, ListenAddress, SiloPort, GatewayPort, ProbeTimeout, MissedProbes, RefreshInterval, JoinTimeout";

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <exception cref="VideoSiloOptionsException">A key or a value is wrong.</exception>
    public static VideoClusterOptions Read(IConfigurationSection section, VideoClusterOptions? defaults)
    {
        var options = defaults ?? new VideoClusterOptions { Redis = "" };
        foreach (var entry in section.GetChildren())
        {
            options = entry.Key.ToUpperInvariant() switch
            {
                "REDIS" => options with { Redis = VideoSiloConfiguration.Text(entry) },
                "CLUSTERID" => options with { ClusterId = VideoSiloConfiguration.Text(entry) },
                "SERVICEID" => options with { ServiceId = VideoSiloConfiguration.Text(entry) },
                "ADVERTISEDADDRESS" => options with { AdvertisedAddress = VideoSiloConfiguration.Text(entry) },
                "LISTENADDRESS" => options with { ListenAddress = VideoSiloConfiguration.Text(entry) },
                "SILOPORT" => options with { SiloPort = VideoSiloConfiguration.Number(entry) },
                "GATEWAYPORT" => options with { GatewayPort = VideoSiloConfiguration.Number(entry) },
                "PROBETIMEOUT" => options with { ProbeTimeout = VideoSiloConfiguration.Time(entry) },
                "MISSEDPROBES" => options with { MissedProbes = VideoSiloConfiguration.Number(entry) },
                "REFRESHINTERVAL" => options with { RefreshInterval = VideoSiloConfiguration.Time(entry) },
                "JOINTIMEOUT" => options with { JoinTimeout = VideoSiloConfiguration.Time(entry) },
                _ => throw new VideoSiloOptionsException($"{entry.Path}: there is no such option; there are {Known}"),
            };
        }

        return options;
    }

    /// <exception cref="VideoSiloOptionsException">An option is wrong; the message names it.</exception>
    public static void Validate(VideoClusterOptions cluster, VideoSiloOptions options)
    {
        Require(!string.IsNullOrWhiteSpace(cluster.Redis), nameof(cluster.Redis), "is empty: give the address of the Redis that keeps the list of silos, such as 10.0.0.5:6379");
        if (options.BlobConnectionString is null)
        {
            throw new VideoSiloOptionsException(
                $"{VideoSiloConfiguration.Section}:{nameof(options.BlobConnectionString)} is absent, and {Section} makes this silo one of a cluster, whose silos share one store: "
                + $"name an Azure Blobs account, since the files of {nameof(options.DataFolder)} belong to one silo alone; or leave {Section} out to run one silo");
        }

        Require(IsName(cluster.ClusterId), nameof(cluster.ClusterId), "must be 1 to 64 of a-z A-Z 0-9 - _ .");
        Require(IsName(cluster.ServiceId), nameof(cluster.ServiceId), "must be 1 to 64 of a-z A-Z 0-9 - _ .");
        Require(
            cluster.AdvertisedAddress is null || System.Net.IPAddress.TryParse(cluster.AdvertisedAddress, out _),
            nameof(cluster.AdvertisedAddress),
            $"has {cluster.AdvertisedAddress}, which is not an IP address: give the one at which the other silos reach this machine");
        Require(
            cluster.ListenAddress is null or "*" || System.Net.IPAddress.TryParse(cluster.ListenAddress, out _),
            nameof(cluster.ListenAddress),
            $"has {cluster.ListenAddress}, which is not an IP address: give one of this machine's, or * for all");
        Require(cluster.SiloPort is >= 0 and <= 65535, nameof(cluster.SiloPort), "must be 0 to 65535");
        Require(cluster.GatewayPort is >= 0 and <= 65535, nameof(cluster.GatewayPort), "must be 0 to 65535");
        Require(cluster.SiloPort == 0 || cluster.SiloPort != cluster.GatewayPort, nameof(cluster.GatewayPort), $"is {cluster.GatewayPort} like {nameof(cluster.SiloPort)}: give another, or 0 for none");
        Require(cluster.ProbeTimeout >= TimeSpan.FromMilliseconds(100) && cluster.ProbeTimeout <= Longest, nameof(cluster.ProbeTimeout), "must be 0.1 s to an hour");
        Require(cluster.MissedProbes is >= 1 and <= 100, nameof(cluster.MissedProbes), "must be 1 to 100");
        Require(cluster.RefreshInterval >= TimeSpan.FromMilliseconds(100) && cluster.RefreshInterval <= Longest, nameof(cluster.RefreshInterval), "must be 0.1 s to an hour");
        Require(cluster.JoinTimeout >= TimeSpan.FromSeconds(1) && cluster.JoinTimeout <= Longest, nameof(cluster.JoinTimeout), "must be 1 s to an hour");
    }

    private static bool IsName(string text) => text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static void Require(bool condition, string option, string problem)
    {
        if (!condition) throw new VideoSiloOptionsException($"{Section}:{option} {problem}");
    }
}
