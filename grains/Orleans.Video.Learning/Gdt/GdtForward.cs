using Orleans.Video.Inference.Audio;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Inference.Visual;
using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Data.Gdt;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Gdt;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Gdt;

/// <summary>Features and joint vectors of clips and sounds, as the trained pair serves them. One thread at a time.</summary>
internal sealed class GdtForward : IDisposable
{
    private const int BatchSize = 50;
    private const string Features = "features", Joint = "joint";

    private readonly FrameNormalizer _normalizer;
    private readonly SpectrogramInput _input;
    private readonly SoundAugmenter _fitter;
    private readonly short[] _second;
    private readonly TrainedGraph _video;
    private readonly TrainedGraph _audio;
    private readonly int _clip;

    /// <param name="options">The encoders.</param>
    /// <param name="weights">Their numbers, by name; others are passed over.</param>
    /// <param name="device">What they run on.</param>
    public GdtForward(GdtModelOptions options, IReadOnlyDictionary<string, float[]> weights, InferenceDevice device)
    {
        var none = new ModelSetFile("", "");
        var (visual, audio) = (GdtSet.Visual(options, none), GdtSet.Audio(options, none));
        _normalizer = new FrameNormalizer(visual.FrameWidth * visual.FrameHeight, visual.Channels, visual.Scale, visual.Mean, visual.Std);
        _input = new SpectrogramInput(audio);
        _fitter = new SoundAugmenter(SoundAugmentation.None, audio.SampleRate);
        _second = new short[audio.SampleRate];
        _clip = visual.Frames * 3 * visual.FrameHeight * visual.FrameWidth;
        _video = Load(GdtGraph.Video(options, BatchSize), weights, device);
        _audio = Load(GdtGraph.Audio(options, audio, BatchSize), weights, device);
    }

    /// <summary>Encodes clips, each <c>uint8[T, S, S, 3]</c>.</summary>
    public EncodedRows Video(IReadOnlyList<byte[]> clips) => Run(_video, GdtBatches.Frames, clips, _clip, (clip, input) => _normalizer.Normalize(clip, input));

    /// <summary>Encodes sounds, each in the middle of its second; what is longer is cut to its middle.</summary>
    public EncodedRows Audio(IReadOnlyList<short[]> sounds) => Run(_audio, GdtBatches.Spectrogram, sounds, _input.Length, (sound, input) =>
    {
        _fitter.Apply(sound, new SeededGenerator(0), _second);
        _input.Write(_second, input);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _video.Dispose();
        _audio.Dispose();
    }

    private static TrainedGraph Load(GdtVectors vectors, IReadOnlyDictionary<string, float[]> weights, InferenceDevice device) =>
        new(new Dictionary<string, Tensor> { [Features] = vectors.Features, [Joint] = vectors.Joint }, weights, device);

    private static EncodedRows Run<T>(TrainedGraph encoder, string input, IReadOnlyList<T> items, int length, Write<T> write)
    {
        var rows = new EncodedRows([], []);
        foreach (var part in items.Chunk(BatchSize))
        {
            var numbers = new float[BatchSize * length];
            for (var i = 0; i < part.Length; i++) write(part[i], numbers.AsSpan(i * length, length));
            var given = encoder.Run(new Batch().With(input, numbers));
            rows.Features.AddRange(Rows(given[Features], part.Length));
            rows.Joint.AddRange(Rows(given[Joint], part.Length));
        }

        return rows;
    }

    private static IEnumerable<float[]> Rows(double[] numbers, int count) => numbers.Chunk(numbers.Length / BatchSize).Take(count).Select(static row => Array.ConvertAll(row, static v => (float)v));

    private delegate void Write<in T>(T item, Span<float> input);
}

/// <summary>What an encoder made of items, row by row.</summary>
/// <param name="Features">What probes look at.</param>
/// <param name="Joint">Rows of length one in the space of both encoders.</param>
internal sealed record EncodedRows(List<float[]> Features, List<float[]> Joint);
