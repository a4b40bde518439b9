using Orleans.Video.Encoders;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Benchmarks.Encoders;

/// <summary>
/// Encoders whose every item takes a fixed time without using the processor, or none at all: what is left of a measurement is the way to
/// and from them. Put it into a silo's container before the pipeline.
/// </summary>
/// <param name="itemCost">How long an item takes; zero: nothing.</param>
internal sealed class FixedCostEngines(TimeSpan itemCost) : IEncoderEngineFactory
{
    public EncoderEngine Create(ModelSet set, string modality, InferenceDevice device) => new Engine(set.Manifest, modality, itemCost);

    private sealed class Engine(ModelSetManifest manifest, string modality, TimeSpan itemCost) : EncoderEngine
    {
        private readonly ManualResetEventSlim _never = new();

        public override int CountOf(EncodeRequest request) => request switch
        {
            ClipBatch clips => clips.Count,
            SoundBatch sound => sound.Count,
            TextBatch texts => texts.Texts.Count,
            _ => 1,
        };

        public override EncodeReply[] Run(IReadOnlyList<EncodeRequest> batch)
        {
            if (itemCost > TimeSpan.Zero) _never.Wait(itemCost * batch.Sum(CountOf));
            return [.. batch.Select(Reply)];
        }

        public override void Dispose() => _never.Dispose();

        private EncodeReply Reply(EncodeRequest request) => modality switch
        {
            Modality.Visual => Rows(CountOf(request), manifest.Visual!.Width),
            Modality.Audio => Rows(CountOf(request), manifest.Audio!.Width),
            Modality.Text => Rows(CountOf(request), manifest.Text!.Width),
            _ => Rows(((FusionStep)request).VideoPresent.Length, manifest.Fusion!.Width) with
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
