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

    internal static readonly Counter<double> SpeechSeconds =
        Meter.CreateCounter<double>("video.speech.recognised", "s", "Seconds of sound in which speech was detected, and which a recogniser heard.");

    internal static readonly UpDownCounter<int> Waiting =
        Meter.CreateUpDownCounter<int>("video.waiting", "{video}", "Videos that wait for a place among those being read.");

    internal static readonly UpDownCounter<int> Reading =
        Meter.CreateUpDownCounter<int>("video.reading", "{video}", "Videos being read.");

    internal static readonly UpDownCounter<int> EncoderDepth =
        Meter.CreateUpDownCounter<int>("video.encoder.depth", "{request}", "Requests that wait for an encoder or are in it, by silo, device and modality.");

    internal static readonly Counter<long> Rerouted =
        Meter.CreateCounter<long>("video.encoder.rerouted", "{request}", "Requests whose encoder went away and that were sent to another, by modality.");

    internal static readonly Histogram<double> QueueTime =
        Meter.CreateHistogram<double>("video.encoder.queue.duration", "s", "How long a request waited for its encoder, by silo, device and modality.");

    internal static readonly Histogram<double> ComputeTime =
        Meter.CreateHistogram<double>("video.encoder.compute.duration", "s", "How long a batch took to encode, by silo, device and modality.");

    internal static readonly Histogram<int> BatchSize =
        Meter.CreateHistogram<int>("video.encoder.batch.size", "{item}", "Clips, seconds or texts in a batch, by silo, device and modality.");

    internal static readonly Counter<long> Busy =
        Meter.CreateCounter<long>("video.encoder.busy", "{request}", "Requests turned away from a full queue, by silo, device and modality.");

    internal static readonly Histogram<double> SearchTime =
        Meter.CreateHistogram<double>("video.search.duration", "s", "How long a search took, by kind.");

    // The silo's name, not its address, which is another at every start.
    internal static TagList Encoder(string silo, string device, string modality) => new() { { "silo", silo }, { "device", device }, { "modality", modality } };
}
