using Orleans.Video.Inference.Audio;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Inference;

/// <summary>Sound to vectors: one second of mono samples to one vector of length one. One thread at a time.</summary>
public sealed class AudioEncoder : IDisposable
{
    private readonly VectorGraph _graph;
    private readonly SpectrogramInput _input;
    private readonly AudioSpec _spec;

    /// <summary>Loads the set's audio encoder and runs it once.</summary>
    /// <exception cref="ModelSetException">The set has none, or it cannot be used.</exception>
    public AudioEncoder(ModelSet set, InferenceDevice device)
    {
        _spec = set.Manifest.Audio ?? throw set.Broken(file: null, "it has no audio encoder", "use a set that has one");
        _input = new SpectrogramInput(_spec);
        var session = new OnnxSession(set.Manifest.Id, _spec.File, set.ReadChecked(new ModelSetFile(_spec.File, _spec.Sha256)), device);
        try
        {
            _graph = new VectorGraph(session, "audio", _spec.Input, [1, _spec.Mel.Mels, _spec.Frames], _spec.Output, _spec.Width, _spec.MaxBatch);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Da, the width of a vector.</summary>
    public int Width => _spec.Width;

    /// <summary>Samples of one second, which is one item.</summary>
    public int SampleRate => _spec.SampleRate;

    /// <summary>The most seconds that one run of the graph takes; more are split.</summary>
    public int MaxBatch => _graph.MaxBatch;

    /// <summary>Encodes seconds of sound.</summary>
    /// <param name="samples"><c>short [count, SampleRate]</c>, mono.</param>
    /// <param name="count">How many seconds; 0 does nothing.</param>
    /// <param name="vectors"><c>float [count, Da]</c>, filled with rows of length one; silence may be all zeros, which is like nothing.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="ModelSetException">The graph failed or put out numbers that are not finite.</exception>
    public void Encode(ReadOnlySpan<short> samples, int count, Span<float> vectors)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (samples.Length != (long)count * SampleRate) throw new ArgumentException($"{count} seconds of {SampleRate} samples are not {samples.Length} samples", nameof(samples));
        if (vectors.Length != (long)count * Width) throw new ArgumentException($"{count} vectors of {Width} are not {vectors.Length} numbers", nameof(vectors));
        for (var done = 0; done < count;)
        {
            var batch = Math.Min(MaxBatch, count - done);
            var input = _graph.Fill(batch);
            for (var i = 0; i < batch; i++)
                _input.Write(samples.Slice((done + i) * SampleRate, SampleRate), input.Slice(i * _input.Length, _input.Length));
            _graph.Run(batch).CopyTo(vectors[(done * Width)..]);
            for (var i = 0; i < batch; i++) UnitVectors.Normalise(vectors.Slice((done + i) * Width, Width));
            done += batch;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _graph.Dispose();
}
