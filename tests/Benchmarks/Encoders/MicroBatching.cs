using BenchmarkDotNet.Attributes;
using Orleans.Video.Encoders;
using Orleans.Video.Grains;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Modality = Orleans.Video.Encoders.Modality;

namespace Orleans.Video.Benchmarks.Encoders;

/// <summary>The same 64 requests of one item at once to the same session of the starter set: in batches as they form, and one by one.</summary>
public class MicroBatching : IDisposable
{
    private const int Requests = 64;

    private EncoderEngine? _engine;
    private EncoderQueue? _batches;
    private EncoderQueue? _single;
    private EncodeRequest[] _requests = [];

    [Params(Modality.Visual, Modality.Audio, Modality.Text)]
    public string Encoder { get; set; } = "";

    [GlobalSetup]
    public void Open()
    {
        var set = ModelSet.Open(Path.Combine(Checkout.Root, "models", "starter"));
        _engine = EncoderEngine.Create(set, Encoder, new InferenceDevice("cpu:0", new VideoPipelineOptions().EncoderThreads));
        _engine.WarmUp(new VideoPipelineOptions().LargestBatch);
        var random = new Random(1);
        _requests = [.. Enumerable.Range(0, Requests).Select(_ => Noisy(_engine.WarmUpBatch(1)[0], random))];
        _batches = Queue(new VideoPipelineOptions());
        _single = Queue(new VideoPipelineOptions { LargestBatch = 1 });
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _engine?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    [Amount(Requests, "requests")]
    public Task OneByOne() => Task.WhenAll(_requests.Select(_single!.EncodeAsync));

    [Benchmark]
    [Amount(Requests, "requests")]
    public Task InBatches() => Task.WhenAll(_requests.Select(_batches!.EncodeAsync));

    private EncoderQueue Queue(VideoPipelineOptions options) =>
        new(_engine!, new EncoderKey("silo", "cpu:0", Encoder, "starter"), "silo", options, TimeProvider.System);

    private static EncodeRequest Noisy(EncodeRequest sample, Random random)
    {
        switch (sample)
        {
            case ClipBatch clips:
                var frames = new byte[clips.Clips.Length];
                random.NextBytes(frames);
                return new ClipBatch(frames, 1);
            case SoundBatch sound:
                return new SoundBatch(Enumerable.Range(0, sound.Samples.Length).Select(_ => (short)random.Next(short.MinValue, short.MaxValue)).ToArray(), 1);
            default:
                return new TextBatch(["a woman talks about the weather while it rains in the mountains"]);
        }
    }
}
