using System.Diagnostics.Metrics;

namespace Orleans.Video.Streaming.Kafka.Telemetry;

/// <summary>The numbers of the log.</summary>
public static class LogInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Orleans.Video.Log";

    private static readonly Meter Meter = new(MeterName);

    internal static readonly Counter<long> Read =
        Meter.CreateCounter<long>("video.log.read", "{record}", "Records read from the log, by partition.");

    internal static readonly Counter<long> DeadLetters =
        Meter.CreateCounter<long>("video.log.dead_letters", "{record}", "Records that are no events and were put among the dead letters, by partition.");

    internal static readonly Counter<long> Refused =
        Meter.CreateCounter<long>("video.log.delivery.failures", "{event}", "Rounds of tries at an event that its video could not take; it is tried again.");

    internal static readonly Counter<long> Published =
        Meter.CreateCounter<long>("video.log.published", "{record}", "Records written to topics, by topic.");

    internal static readonly UpDownCounter<int> Partitions =
        Meter.CreateUpDownCounter<int>("video.log.partitions", "{partition}", "Partitions that this silo reads.");
}
