using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orleans.Video.Grains.Telemetry;

/// <summary>The numbers of the pipeline.</summary>
public static class PipelineInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Orleans.Video.Pipeline";

    private static readonly Meter Meter = new(MeterName);

    internal static readonly Counter<long> EventsTaken =
        Meter.CreateCounter<long>("video.events", "{event}", "Events taken, by kind and outcome.");

    internal static readonly Counter<long> Settled =
        Meter.CreateCounter<long>("video.settled", "{video}", "Videos that came to rest, by state.");

    internal static readonly Counter<long> Seconds =
        Meter.CreateCounter<long>("video.media.encoded", "s", "Seconds of media whose vectors are durable.");

    internal static readonly UpDownCounter<int> Waiting =
        Meter.CreateUpDownCounter<int>("video.waiting", "{video}", "Videos that wait for a place among those being read.");

    internal static readonly UpDownCounter<int> Reading =
        Meter.CreateUpDownCounter<int>("video.reading", "{video}", "Videos being read.");

    internal static readonly Histogram<double> QueueTime =
        Meter.CreateHistogram<double>("video.encoder.queue.duration", "s", "How long a request waited for its encoder, by device and modality.");

    internal static readonly Histogram<double> ComputeTime =
        Meter.CreateHistogram<double>("video.encoder.compute.duration", "s", "How long a batch took to encode, by device and modality.");

    internal static readonly Histogram<int> BatchSize =
        Meter.CreateHistogram<int>("video.encoder.batch.size", "{item}", "Clips, seconds or texts in a batch, by device and modality.");

    internal static readonly Counter<long> Busy =
        Meter.CreateCounter<long>("video.encoder.busy", "{request}", "Requests turned away from a full queue, by device and modality.");

    internal static readonly Histogram<double> SearchTime =
        Meter.CreateHistogram<double>("video.search.duration", "s", "How long a search took, by kind.");

    internal static TagList Encoder(string device, string modality) => new() { { "device", device }, { "modality", modality } };
}
