using System.Diagnostics.Metrics;
using Orleans.Video.Grains.Telemetry;

namespace Orleans.Video.Benchmarks;

/// <summary>What the pipelines of this process have done so far, by their own metrics.</summary>
internal sealed class PipelineCounts : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _accepted;
    private long _ready;

    public PipelineCounts()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == PipelineInstruments.MeterName) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument.Name == "video.events" && Has(tags, "Accepted")) Interlocked.Add(ref _accepted, value);
            if (instrument.Name == "video.settled" && Has(tags, "Ready")) Interlocked.Add(ref _ready, value);
        });
        _listener.Start();
    }

    /// <summary>Events that were accepted, and so are durable.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Videos that became ready.</summary>
    public long Ready => Interlocked.Read(ref _ready);

    /// <summary>Waits until a count is reached.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!condition()) await timer.WaitForNextTickAsync();
    }

    public void Dispose() => _listener.Dispose();

    private static bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags, string value)
    {
        foreach (var tag in tags)
            if (tag.Value as string == value) return true;
        return false;
    }
}
