using System.Diagnostics.Metrics;
using Orleans.Video.Grains.Telemetry;

namespace Orleans.Video.Cli.Bench;

/// <summary>Writes down the batches that the encoders of this process run, by modality and in order, from the pipeline's own meter.</summary>
internal sealed class BatchLog : IDisposable
{
    private const string Instrument = "video.encoder.batch.size";

    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, List<int>> _batches = [];
    private readonly Lock _gate = new();
    private bool _recording;

    public BatchLog()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == PipelineInstruments.MeterName && instrument.Name == Instrument) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>(Record);
        _listener.Start();
    }

    /// <summary>Starts writing down; what ran before was warming up.</summary>
    public void Begin()
    {
        lock (_gate) _recording = true;
    }

    /// <summary>Ends writing down, and gives the sizes of the batches of each modality.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> End()
    {
        lock (_gate)
        {
            _recording = false;
            var taken = _batches.ToDictionary(static pair => pair.Key, static pair => (IReadOnlyList<int>)[.. pair.Value]);
            _batches.Clear();
            return taken;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, int size, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        foreach (var (name, value) in tags)
        {
            if (name != "modality" || value is not string modality) continue;
            lock (_gate)
            {
                if (!_recording) return;
                if (!_batches.TryGetValue(modality, out var sizes)) _batches.Add(modality, sizes = []);
                sizes.Add(size);
            }
        }
    }
}
