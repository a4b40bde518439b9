using System.Collections.Concurrent;
using Orleans.Video.Encoders;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Grains.Tests.Encoders;

/// <summary>What the encoders of one silo ran, and a gate that holds them.</summary>
internal sealed class RecordingEngines : IEncoderEngineFactory
{
    private readonly ConcurrentQueue<(string Device, string Modality, int Items)> _runs = new();
    private readonly ManualResetEventSlim _gate = new(initialState: true);
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<(string Device, string Modality, int Items)> Runs => [.. _runs];

    /// <summary>Completes when a request stands before the closed gate.</summary>
    public Task Held => _held.Task;

    public void Close()
    {
        _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gate.Reset();
    }

    public void Open() => _gate.Set();

    public void Forget() => _runs.Clear();

    public EncoderEngine Create(ModelSet set, string modality, InferenceDevice device) => new RecordingEngine(this, set.Manifest, modality, device.Name);

    /// <summary>Costs nothing and answers with vectors of the set's widths, the first number of each row 1.</summary>
    private sealed class RecordingEngine(RecordingEngines silo, ModelSetManifest manifest, string modality, string device) : EncoderEngine
    {
        public override int CountOf(EncodeRequest request) => request switch
        {
            ClipBatch clips => clips.Count,
            SoundBatch sound => sound.Count,
            TextBatch texts => texts.Texts.Count,
            _ => 1,
        };

        public override EncodeReply[] Run(IReadOnlyList<EncodeRequest> batch)
        {
            if (!silo._gate.IsSet) silo._held.TrySetResult();
            silo._gate.Wait();
            silo._runs.Enqueue((device, modality, batch.Sum(CountOf)));
            return [.. batch.Select(Reply)];
        }

        public override IReadOnlyList<EncodeRequest> WarmUpBatch(int items) => [new ClipBatch(ReadOnlyMemory<byte>.Empty, items)];

        public override void Dispose()
        {
        }

        private EncodeReply Reply(EncodeRequest request) => modality switch
        {
            Modality.Visual => Rows(CountOf(request), manifest.Visual!.Width),
            Modality.Audio => Rows(CountOf(request), manifest.Audio!.Width),
            Modality.Text => Rows(CountOf(request), manifest.Text!.Width),
            _ => Rows(request is FusionStep step ? step.VideoPresent.Length : 1, manifest.Fusion!.Width) with
            {
                Pooled = Rows(1, manifest.Fusion.Width).Vectors,
                State = new float[manifest.Fusion.StateWidth],
            },
        };

        private static EncodeReply Rows(int count, int width)
        {
            var rows = new float[count * width];
            for (var row = 0; row < count; row++) rows[row * width] = 1;
            return new EncodeReply { Vectors = rows, Width = width };
        }
    }
}
