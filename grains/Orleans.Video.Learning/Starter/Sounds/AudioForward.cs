using Orleans.Video.Inference.Audio;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Audio;
using Orleans.Video.Learning.Models.Layers;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Starter.Sounds;

/// <summary>The trained encoder as it serves: by the weights of a store, without what only training does. One thread at a time.</summary>
internal sealed class AudioForward : IDisposable
{
    private const int BatchSize = 25;
    private const string Vectors = "vectors";

    private readonly AudioSpec _spec;
    private readonly TrainedGraph _encoder;
    private readonly SpectrogramInput _input;
    private readonly SoundAugmenter _fitter;

    /// <param name="network">The encoder.</param>
    /// <param name="spec">Its layout.</param>
    /// <param name="weights">Its numbers, by name; others are passed over.</param>
    /// <param name="device">What it runs on.</param>
    public AudioForward(AudioNetwork network, AudioSpec spec, IReadOnlyDictionary<string, float[]> weights, InferenceDevice device)
    {
        _spec = spec;
        _input = new SpectrogramInput(spec);
        _fitter = new SoundAugmenter(SoundAugmentation.None, spec.SampleRate);
        _encoder = new TrainedGraph(new Dictionary<string, Tensor> { [Vectors] = Build(network, spec, BatchSize) }, weights, device);
    }

    /// <summary>The encoder as the ONNX file that serves: any number of spectrograms <c>[N, 1, M, F]</c> to vectors <c>[N, D]</c>.</summary>
    public static byte[] Export(AudioNetwork network, AudioSpec spec, IReadOnlyDictionary<string, float[]> weights)
    {
        var vectors = Build(network, spec, GraphEmitter.FreeSize);
        return GraphEmitter.Emit(vectors.Graph, [(spec.Output, vectors)], weights).Bytes;
    }

    /// <summary>Encodes sounds, each in the middle of its second; what is longer is cut to its middle.</summary>
    /// <returns>A vector of length one for each.</returns>
    public IReadOnlyList<float[]> Encode(IReadOnlyList<short[]> sounds)
    {
        var vectors = new List<float[]>();
        var second = new short[_spec.SampleRate];
        foreach (var part in sounds.Chunk(BatchSize))
        {
            var spectrograms = new float[BatchSize * _input.Length];
            for (var i = 0; i < part.Length; i++)
            {
                _fitter.Apply(part[i], new SeededGenerator(0), second);
                _input.Write(second, spectrograms.AsSpan(i * _input.Length, _input.Length));
            }

            var given = _encoder.Run(new Batch().With(_spec.Input, spectrograms))[Vectors];
            for (var i = 0; i < part.Length; i++) vectors.Add(Array.ConvertAll(given[(i * _spec.Width)..((i + 1) * _spec.Width)], static v => (float)v));
        }

        return vectors;
    }

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();

    private static Tensor Build(AudioNetwork network, AudioSpec spec, int size) =>
        network.Encode(new Graph("audio encoder").Input(spec.Input, [size, 1, spec.Mel.Mels, spec.Frames]), ModelMode.Serving);
}
