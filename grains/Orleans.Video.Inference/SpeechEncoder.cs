using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Speech;
using Orleans.Video.Inference.Speech.Wav2Vec2;

namespace Orleans.Video.Inference;

/// <summary>
/// Speech to CTC logits by a model with the contract of the public wav2vec 2.0 exports: normalised samples <c>[N, S]</c> to logits <c>[N, T, V]</c>, T by the
/// chain of convolutions. Long speech goes through in windows that overlap. One thread at a time.
/// </summary>
public sealed class SpeechEncoder : IDisposable
{
    private readonly OnnxSession _session;
    private readonly SpeechSpec _spec;
    private readonly ConvolutionChain _chain;
    private readonly FloatBuffer _input;
    private readonly FloatBuffer _output;
    private readonly int _window;
    private readonly int _context;
    private readonly int _maxBatch;

    /// <summary>Loads the set's speech encoder and runs it once.</summary>
    /// <exception cref="ModelSetException">The set has none, or it cannot be used.</exception>
    public SpeechEncoder(ModelSet set, InferenceDevice device)
    {
        _spec = set.Manifest.Speech ?? throw set.Broken(file: null, "it has no speech encoder", "use a set that has one");
        _chain = new ConvolutionChain(_spec.Kernels, _spec.Strides);
        _window = Whole(_spec.WindowSeconds);
        // At least what the frame before the border sees beyond it.
        _context = Math.Max(Whole(_spec.ContextSeconds), (_chain.ReceptiveField + _chain.Stride - 1) / _chain.Stride * _chain.Stride);
        _session = new OnnxSession(set.Manifest.Id, _spec.File, set.ReadChecked(new ModelSetFile(_spec.File, _spec.Sha256)), device);
        try
        {
            var input = _session.RequireInput(_spec.Input, "speech.input", 2);
            _session.RequireNoOtherInput(_spec.Input);
            var output = _session.RequireOutput(_spec.Output, "speech.output", 3);
            _session.RequireShape(output, "speech.width", [-1, -1, _spec.Width]);
            _maxBatch = input.Shape[0] == 1 ? 1 : _spec.MaxBatch;
            (_input, _output) = (new FloatBuffer(_session, input), new FloatBuffer(_session, output));
            WarmUp(output);
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <summary>V, the size of the vocabulary.</summary>
    public int Width => _spec.Width;

    /// <summary>Samples from one frame of logits to the next.</summary>
    public int Stride => _chain.Stride;

    /// <summary>Samples of a window: the most that one run looks at.</summary>
    public int WindowSamples => _window;

    /// <summary>Frames of logits that so many samples give.</summary>
    public int FramesOf(int samples) => _chain.FramesOf(samples);

    /// <summary>Windows that so many samples are cut into.</summary>
    public int WindowsOf(int samples) => WindowPlan.Of(_chain, samples, _window, _context).Count;

    /// <summary>The logits of stretches of speech. Windows of one length go through together.</summary>
    /// <param name="stretches">Each <c>int16[n]</c>, mono at 16 kHz.</param>
    /// <returns>For each <c>float[FramesOf(n), V]</c>.</returns>
    /// <exception cref="ModelSetException">The graph failed, or gave another number of frames than its convolutions say.</exception>
    public float[][] Encode(IReadOnlyList<ReadOnlyMemory<short>> stretches) => EncodeNormalised([.. stretches.Select(stretch => (ReadOnlyMemory<float>)Prepared(stretch.Span))]);

    /// <summary>The same of sound that is normalised already.</summary>
    internal float[][] EncodeNormalised(IReadOnlyList<ReadOnlyMemory<float>> stretches)
    {
        var logits = new float[stretches.Count][];
        var windows = new List<(int Stretch, SoundWindow Window, int At)>();
        for (var i = 0; i < stretches.Count; i++)
        {
            logits[i] = new float[_chain.FramesOf(stretches[i].Length) * Width];
            var at = 0;
            foreach (var window in WindowPlan.Of(_chain, stretches[i].Length, _window, _context))
            {
                windows.Add((i, window, at));
                at += window.Frames;
            }
        }

        // Only sounds of one length can go together: padding would change what a model with group normalisation hears.
        foreach (var alike in windows.GroupBy(static window => window.Window.Length))
        {
            foreach (var batch in alike.Chunk(_maxBatch))
            {
                var input = _input.Fill(checked(batch.Length * alike.Key));
                for (var i = 0; i < batch.Length; i++) stretches[batch[i].Stretch].Span.Slice(batch[i].Window.Start, alike.Key).CopyTo(input[(i * alike.Key)..]);
                var frames = _chain.FramesOf(alike.Key);
                var result = Run(batch.Length, alike.Key, frames);
                for (var i = 0; i < batch.Length; i++)
                {
                    var (stretch, window, at) = batch[i];
                    result.Slice(((i * frames) + window.FirstFrame) * Width, window.Frames * Width).CopyTo(logits[stretch].AsSpan(at * Width));
                }
            }
        }

        return logits;
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private int Whole(double seconds) => (int)Math.Round(seconds * SpeechSound.SampleRate / _chain.Stride) * _chain.Stride;

    private float[] Prepared(ReadOnlySpan<short> samples) => _spec.Normalise ? UtteranceNormalization.Normalized(samples) : UtteranceNormalization.Scaled(samples);

    private ReadOnlySpan<float> Run(int count, int length, int frames)
    {
        using var input = _input.AsInput(count, length);
        using var output = _output.AsOutput(count, frames, Width);
        _session.Run([_spec.Input], [input], [_spec.Output], [output]);
        return _output.Result(count * frames * Width);
    }

    private void WarmUp(TensorContract contract)
    {
        var slope = _input.Fill(SpeechSound.SampleRate);
        for (var i = 0; i < slope.Length; i++) slope[i] = ((i % 17) - 8) / 8f;
        using var input = _input.AsInput(1, slope.Length);
        using var results = _session.WarmUp([_spec.Input], [input], [_spec.Output]);
        long[] expected = [1, _chain.FramesOf(slope.Length), Width];
        var shape = results[0].GetTensorTypeAndShape().Shape;
        if (!shape.SequenceEqual(expected))
        {
            throw _session.Broken(
                $"a second of sound gives logits [{string.Join(", ", shape)}], not [{string.Join(", ", expected)}], which its convolutions and its vocabulary say",
                "correct speech.kernels, speech.strides or speech.width in the manifest, or take the vocabulary that belongs to the model");
        }

        if (!UnitVectors.AllFinite(FloatBuffer.Read(results[0], contract))) throw _session.Broken("it put out numbers that are not finite", "use another model");
    }
}
