using System.Numerics.Tensors;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Visual;

namespace Orleans.Video.Inference;

/// <summary>Frames to vectors: one clip of T frames, which is a second of media, to one vector of length one. One thread at a time.</summary>
public sealed class VisualEncoder : IDisposable
{
    private readonly VectorGraph _graph;
    private readonly FrameNormalizer _normalizer;
    private readonly VisualSpec _spec;
    private readonly bool _wholeClips;

    /// <summary>Loads the set's visual encoder and runs it once.</summary>
    /// <exception cref="ModelSetException">The set has none, or it cannot be used.</exception>
    public VisualEncoder(ModelSet set, InferenceDevice device)
    {
        _spec = set.Manifest.Visual ?? throw set.Broken(file: null, "it has no visual encoder", "use a set that has one");
        _wholeClips = _spec.Layout == "NTCHW";
        _normalizer = new FrameNormalizer(_spec.FrameHeight * _spec.FrameWidth, _spec.Channels, _spec.Scale, _spec.Mean, _spec.Std);
        int[] shape = _wholeClips ? [_spec.Frames, 3, _spec.FrameHeight, _spec.FrameWidth] : [3, _spec.FrameHeight, _spec.FrameWidth];
        var session = new OnnxSession(set.Manifest.Id, _spec.File, set.ReadChecked(new ModelSetFile(_spec.File, _spec.Sha256)), device);
        try
        {
            _graph = new VectorGraph(session, "visual", _spec.Input, shape, _spec.Output, _spec.Width, _spec.MaxBatch);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Dv, the width of a vector.</summary>
    public int Width => _spec.Width;

    /// <summary>T, frames of a clip.</summary>
    public int Frames => _spec.Frames;

    /// <summary>Height of a frame in pixels.</summary>
    public int FrameHeight => _spec.FrameHeight;

    /// <summary>Width of a frame in pixels.</summary>
    public int FrameWidth => _spec.FrameWidth;

    /// <summary>Bytes of one clip: T × H × W × 3.</summary>
    public int ClipLength => _spec.Frames * _spec.FrameHeight * _spec.FrameWidth * 3;

    /// <summary>The most clips that one run of the graph takes; more are split.</summary>
    public int MaxBatch => _wholeClips ? _graph.MaxBatch : Math.Max(1, _graph.MaxBatch / _spec.Frames);

    /// <summary>Encodes clips.</summary>
    /// <param name="clips"><c>byte [count, T, H, W, 3]</c>, RGB, 0 to 255.</param>
    /// <param name="count">How many clips; 0 does nothing.</param>
    /// <param name="vectors"><c>float [count, Dv]</c>, filled with rows of length one; a plain grey clip may be all zeros, which is like nothing.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="ModelSetException">The graph failed or put out numbers that are not finite.</exception>
    public void Encode(ReadOnlySpan<byte> clips, int count, Span<float> vectors)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (clips.Length != (long)count * ClipLength) throw new ArgumentException($"{count} clips of {ClipLength} bytes are not {clips.Length} bytes", nameof(clips));
        if (vectors.Length != (long)count * Width) throw new ArgumentException($"{count} vectors of {Width} are not {vectors.Length} numbers", nameof(vectors));
        if (_wholeClips) EncodeClips(clips, count, vectors);
        else EncodeFrames(clips, count, vectors);
    }

    /// <inheritdoc/>
    public void Dispose() => _graph.Dispose();

    private void EncodeClips(ReadOnlySpan<byte> clips, int count, Span<float> vectors)
    {
        for (var done = 0; done < count;)
        {
            var batch = Math.Min(_graph.MaxBatch, count - done);
            _normalizer.Normalize(clips.Slice(done * ClipLength, batch * ClipLength), _graph.Fill(batch));
            var rows = _graph.Run(batch);
            rows.CopyTo(vectors[(done * Width)..]);
            for (var i = 0; i < batch; i++) UnitVectors.Normalise(vectors.Slice((done + i) * Width, Width));
            done += batch;
        }
    }

    private void EncodeFrames(ReadOnlySpan<byte> clips, int count, Span<float> vectors)
    {
        vectors.Clear();
        var frameLength = ClipLength / Frames;
        var row = new float[Width];
        for (var done = 0; done < count * Frames;)
        {
            var batch = Math.Min(_graph.MaxBatch, count * Frames - done);
            _normalizer.Normalize(clips.Slice(done * frameLength, batch * frameLength), _graph.Fill(batch));
            var rows = _graph.Run(batch);
            for (var i = 0; i < batch; i++)
            {
                rows.Slice(i * Width, Width).CopyTo(row);
                UnitVectors.Normalise(row);
                var vector = vectors.Slice((done + i) / Frames * Width, Width);
                TensorPrimitives.Add(vector, row, vector);
            }

            done += batch;
        }

        for (var i = 0; i < count; i++) UnitVectors.Normalise(vectors.Slice(i * Width, Width));
    }
}
