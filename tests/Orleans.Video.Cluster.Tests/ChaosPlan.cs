using Orleans.Video.Testing;

namespace Orleans.Video.Cluster.Tests;

/// <summary>What can happen to a cluster.</summary>
public enum Blow
{
    /// <summary>A silo is killed (SIGKILL) and started again.</summary>
    Kill,

    /// <summary>A silo is asked to stop (SIGTERM), and does not come back.</summary>
    Drain,

    /// <summary>Redis is killed and, once the silos have noticed, started again with what it held.</summary>
    RedisRestart,

    /// <summary>The blob server is gone for a while.</summary>
    BlobOutage,

    /// <summary>The brokers are gone for a while.</summary>
    BrokerOutage,
}

/// <summary>One run of <see cref="Chaos"/>.</summary>
/// <param name="Seed">Draws the order of events and blows, who is hit, and when.</param>
/// <param name="Videos">How many come through the log.</param>
/// <param name="Blows">What happens, in an order that the seed chooses.</param>
/// <param name="RefusedShare">The share of its calls that the blob server refuses all the time.</param>
internal sealed record ChaosPlan(int Seed, int Videos, IReadOnlyList<Blow> Blows, double RefusedShare = 0);

/// <summary>The media of such runs: ten of a few seconds, and two of three segments.</summary>
internal static class ChaosMedia
{
    public const int Count = 12;

    /// <summary>The medium of a video, by its number.</summary>
    public static string Of(int n) => (n % Count) is var medium && medium % 6 == 0 ? SampleVideos.Numbered(medium) : SampleVideos.Brief(medium);
}
