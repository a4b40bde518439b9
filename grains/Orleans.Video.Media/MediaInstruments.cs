using System.Diagnostics.Metrics;

namespace Orleans.Video.Media;

/// <summary>The counters of media work.</summary>
public static class MediaInstruments
{
    /// <summary>The meter to listen to.</summary>
    public const string MeterName = "Orleans.Video.Media";

    private static readonly Meter Meter = new(MeterName);

    internal static readonly Counter<long> ChildrenStarted = Meter.CreateCounter<long>("video.media.children.started", "{process}", "Child processes started");

    internal static readonly UpDownCounter<long> ChildrenAlive = Meter.CreateUpDownCounter<long>("video.media.children.alive", "{process}", "Child processes that run now");

    internal static readonly Counter<long> SecondsDecoded = Meter.CreateCounter<long>("video.media.decoded", "s", "Seconds of media given to encoders");

    internal static readonly Counter<long> BytesStaged = Meter.CreateCounter<long>("video.media.staged", "By", "Bytes downloaded");

    internal static readonly Counter<long> Failures = Meter.CreateCounter<long>("video.media.failures", "{failure}", "Media that could not be used, by kind");

    internal static MediaException Count(MediaException failure)
    {
        Failures.Add(1, new KeyValuePair<string, object?>("kind", failure.Kind.ToString()));
        return failure;
    }
}
