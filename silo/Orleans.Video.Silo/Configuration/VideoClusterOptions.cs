namespace Orleans.Video.Silo.Configuration;

/// <summary>
/// How a silo finds the others of its cluster. Section <c>Video:Cluster</c> (<c>VIDEO__CLUSTER__REDIS</c> in the environment); without it a
/// silo is alone. Silos trust each other and their ports ask for no key: they belong on a private network.
/// </summary>
public sealed record VideoClusterOptions
{
    /// <summary>
    /// The Redis that keeps the list of members: <c>host:port</c>, several with commas, and settings such as <c>password=…,ssl=true</c>. It must
    /// persist what it holds (<c>appendonly yes</c>).
    /// </summary>
    public required string Redis { get; init; }

    /// <summary>The name of the cluster; silos of other clusters on the same Redis do not see it. Default: <c>orleans-video</c>.</summary>
    public string ClusterId { get; init; } = "orleans-video";

    /// <summary>The name of the service, which outlives clusters. Default: <c>orleans-video</c>.</summary>
    public string ServiceId { get; init; } = "orleans-video";

    /// <summary>The IP address at which the other silos reach this one. Default: the one by which this machine reaches Redis.</summary>
    public string? AdvertisedAddress { get; init; }

    /// <summary>The IP address to listen on for the other silos; <c>*</c>: all, as in a container whose address is not its own. Default: the advertised one.</summary>
    public string? ListenAddress { get; init; }

    /// <summary>The port for the other silos; 0: any that is free. Default: 11111.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>The port for Orleans clients in other processes; 0: none, since HTTP is the way in. Default: 0.</summary>
    public int GatewayPort { get; init; }

    /// <summary>How long a silo may take to answer a probe; the longest it is ever given is twice this. Default: 5 s.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Probes in a row that a silo may miss before another votes it dead. Default: 3.</summary>
    public int MissedProbes { get; init; } = 3;

    /// <summary>How often a silo reads the list of members, beside what silos tell each other, and says in it that it lives. Default: 10 s.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a silo tries to join before it gives up. Default: 2 minutes.</summary>
    public TimeSpan JoinTimeout { get; init; } = TimeSpan.FromMinutes(2);
}
