using Microsoft.ML.OnnxRuntime;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Inference;

/// <summary>
/// Sequences of visual and audio vectors to vectors in the joint space, as the seconds come: what went before is in a <see cref="FusionState"/> of constant size,
/// and giving a video in parts gives what giving it at once does. One thread at a time.
/// </summary>
public sealed class FusionEncoder : IDisposable
{
    /// <summary>The most seconds of one input: an hour.</summary>
    public const int MostSeconds = 3600;

    private readonly OnnxSession _session;
    private readonly FusionSpec _spec;
    private readonly List<string> _inputs = [];
    private readonly string[] _outputs;
    private readonly FloatBuffer? _visual;
    private readonly FloatBuffer? _visualPresent;
    private readonly FloatBuffer? _audio;
    private readonly FloatBuffer? _audioPresent;
    private readonly IntegerBuffer _seconds;
    private readonly FloatBuffer _state;
    private readonly FloatBuffer _rows;
    private readonly FloatBuffer _pooled;
    private readonly FloatBuffer _next;

    /// <summary>Loads the set's fusion encoder and runs it once.</summary>
    /// <exception cref="ModelSetException">The set has none, or it cannot be used.</exception>
    public FusionEncoder(ModelSet set, InferenceDevice device)
        : this(set.Manifest.Id, SpecOf(set), set.ReadChecked(new ModelSetFile(SpecOf(set).File, SpecOf(set).Sha256)), device)
    {
    }

    /// <summary>Loads an encoder that is in no set yet.</summary>
    /// <param name="set">The set's id, for messages.</param>
    /// <param name="spec">What the set's manifest would say of it.</param>
    /// <param name="graph">The ONNX file.</param>
    /// <param name="device">What it runs on.</param>
    internal FusionEncoder(string set, FusionSpec spec, byte[] graph, InferenceDevice device)
    {
        _spec = spec;
        _session = new OnnxSession(set, spec.File, graph, device);
        try
        {
            if (_spec.VisualWidth > 0)
            {
                _visual = Input(_spec.VisualInput, "fusion.visualInput", -1, -1, _spec.VisualWidth);
                _visualPresent = Input(_spec.VisualPresentInput, "fusion.visualPresentInput", -1, -1);
            }

            if (_spec.AudioWidth > 0)
            {
                _audio = Input(_spec.AudioInput, "fusion.audioInput", -1, -1, _spec.AudioWidth);
                _audioPresent = Input(_spec.AudioPresentInput, "fusion.audioPresentInput", -1, -1);
            }

            _state = Input(_spec.StateInput, "fusion.stateInput", -1, _spec.StateWidth);
            var seconds = _session.RequireInput(_spec.SecondsInput, "fusion.secondsInput", 1);
            _seconds = new IntegerBuffer(_session, seconds);
            _inputs.Add(_spec.SecondsInput);
            _session.RequireNoOtherInput([.. _inputs]);
            RequireFree(seconds);
            _outputs = [_spec.SecondsOutput, _spec.PooledOutput, _spec.StateOutput];
            _rows = Output(_spec.SecondsOutput, "fusion.secondsOutput", -1, -1, Width);
            _pooled = Output(_spec.PooledOutput, "fusion.pooledOutput", -1, Width);
            _next = Output(_spec.StateOutput, "fusion.stateOutput", -1, _spec.StateWidth);
            WarmUp();
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <summary>D, the width of a vector.</summary>
    public int Width => _spec.Width;

    /// <summary>Seconds that are usually given at once.</summary>
    public int SecondsPerStep => _spec.SecondsPerStep;

    /// <summary>The most videos that one run of the graph takes; more are split.</summary>
    public int MaxBatch => _spec.MaxBatch;

    /// <summary>The state of a video before its first second.</summary>
    public FusionState NewState() => new(new float[_spec.StateWidth]);

    /// <summary>Encodes some seconds of each of several videos; they may differ in length.</summary>
    /// <returns>One output an input, in their order.</returns>
    /// <exception cref="ArgumentException">An input's arrays do not fit one another or the set.</exception>
    /// <exception cref="ModelSetException">The graph failed or put out numbers that are not finite.</exception>
    public FusionOutput[] Encode(IReadOnlyList<FusionInput> batch)
    {
        foreach (var input in batch) Check(input);
        var results = new FusionOutput[batch.Count];
        for (var done = 0; done < batch.Count; done += MaxBatch)
        {
            var part = new ArraySegment<FusionInput>([.. batch.Skip(done).Take(MaxBatch)]);
            Run(part).CopyTo(results, done);
        }

        return results;
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static FusionSpec SpecOf(ModelSet set) => set.Manifest.Fusion ?? throw set.Broken(file: null, "it has no fusion encoder", "use a set that has one");

    private FloatBuffer Input(string name, string field, params int[] shape)
    {
        var contract = _session.RequireInput(name, field, shape.Length);
        _session.RequireShape(contract, field, shape);
        RequireFree(contract, name == _spec.StateInput ? 1 : 2);
        _inputs.Add(name);
        return new FloatBuffer(_session, contract);
    }

    private FloatBuffer Output(string name, string field, params int[] shape)
    {
        var contract = _session.RequireOutput(name, field, shape.Length);
        _session.RequireShape(contract, field, shape);
        return new FloatBuffer(_session, contract);
    }

    private void RequireFree(TensorContract contract, int dimensions = 1)
    {
        if (contract.Shape.Take(dimensions).Any(static d => d >= 0))
            throw _session.Broken($"its input {contract} has a fixed number of videos or seconds", "export it with both free");
    }

    private void Check(FusionInput input)
    {
        if (input.Seconds is < 1 or > MostSeconds) throw new ArgumentException($"{input.Seconds} seconds are not 1 to {MostSeconds}", nameof(input));
        Require(nameof(input.VideoPresent), input.VideoPresent.Length >= input.Seconds);
        Require(nameof(input.AudioPresent), input.AudioPresent.Length >= input.Seconds);
        Require(nameof(input.Visual), input.Visual.Length >= input.Seconds * _spec.VisualWidth);
        Require(nameof(input.Audio), input.Audio.Length >= input.Seconds * _spec.AudioWidth);
        Require(nameof(input.State), input.State.Values.Length == _spec.StateWidth);

        void Require(string name, bool holds)
        {
            if (!holds) throw new ArgumentException($"{name} does not fit the {input.Seconds} seconds given and the widths of the set", nameof(input));
        }
    }

    private FusionOutput[] Run(IReadOnlyList<FusionInput> batch)
    {
        var length = Fill(batch);
        OrtValue[] values = [], outputs = [];
        try
        {
            values = Values(batch.Count, length);
            outputs = [_rows.AsOutput(batch.Count, length, Width), _pooled.AsOutput(batch.Count, Width), _next.AsOutput(batch.Count, _spec.StateWidth)];
            _session.Run(_inputs, values, _outputs, outputs);
        }
        finally
        {
            foreach (var value in values.Concat(outputs)) value.Dispose();
        }

        var rows = _rows.Result(batch.Count * length * Width);
        var pooled = _pooled.Result(batch.Count * Width);
        var next = _next.Result(batch.Count * _spec.StateWidth);
        if (!UnitVectors.AllFinite(pooled) || !UnitVectors.AllFinite(next)) throw NotFinite();
        var results = new FusionOutput[batch.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var seconds = rows.Slice(i * length * Width, batch[i].Seconds * Width).ToArray();
            if (!UnitVectors.AllFinite(seconds)) throw NotFinite();
            for (var s = 0; s < batch[i].Seconds; s++) UnitVectors.Normalise(seconds.AsSpan(s * Width, Width));
            var whole = pooled.Slice(i * Width, Width).ToArray();
            UnitVectors.Normalise(whole);
            results[i] = new FusionOutput(seconds, whole, new FusionState(next.Slice(i * _spec.StateWidth, _spec.StateWidth).ToArray()));
        }

        return results;
    }

    private int Fill(IReadOnlyList<FusionInput> batch)
    {
        var length = batch.Max(static b => b.Seconds);
        if (_visual is not null) FillRows(batch, length, _visual, _visualPresent!, _spec.VisualWidth, static i => (i.Visual, i.VideoPresent));
        if (_audio is not null) FillRows(batch, length, _audio, _audioPresent!, _spec.AudioWidth, static i => (i.Audio, i.AudioPresent));
        var seconds = _seconds.Fill(batch.Count);
        var state = _state.Fill(batch.Count * _spec.StateWidth);
        for (var i = 0; i < batch.Count; i++)
        {
            seconds[i] = batch[i].Seconds;
            batch[i].State.Values.CopyTo(state[(i * _spec.StateWidth)..]);
        }

        return length;
    }

    private static void FillRows(
        IReadOnlyList<FusionInput> batch, int length, FloatBuffer rows, FloatBuffer present, int width, Func<FusionInput, (float[] Rows, bool[] Present)> read)
    {
        var row = rows.Fill(batch.Count * length * width);
        var flags = present.Fill(batch.Count * length);
        row.Clear();
        flags.Clear();
        for (var i = 0; i < batch.Count; i++)
        {
            var (from, there) = read(batch[i]);
            for (var s = 0; s < batch[i].Seconds; s++)
            {
                if (!there[s]) continue;
                flags[i * length + s] = 1;
                from.AsSpan(s * width, width).CopyTo(row[((i * length + s) * width)..]);
            }
        }
    }

    // In the order in which the names were added.
    private OrtValue[] Values(int count, int length)
    {
        var values = new List<OrtValue>();
        if (_visual is not null) values.AddRange([_visual.AsInput(count, length, _spec.VisualWidth), _visualPresent!.AsInput(count, length)]);
        if (_audio is not null) values.AddRange([_audio.AsInput(count, length, _spec.AudioWidth), _audioPresent!.AsInput(count, length)]);
        return [.. values, _state.AsInput(count, _spec.StateWidth), _seconds.AsInput(count)];
    }

    private void WarmUp()
    {
        var seconds = Math.Max(2, SecondsPerStep);
        var input = new FusionInput
        {
            Visual = new float[seconds * _spec.VisualWidth],
            Audio = new float[seconds * _spec.AudioWidth],
            VideoPresent = [.. Enumerable.Repeat(element: true, seconds)],
            AudioPresent = new bool[seconds],
            Seconds = seconds,
            State = NewState(),
        };
        var length = Fill([input]);
        var values = Values(1, length);
        try
        {
            using var results = _session.WarmUp(_inputs, values, _outputs);
            long[][] shapes = [[1, length, Width], [1, Width], [1, _spec.StateWidth]];
            for (var i = 0; i < shapes.Length; i++)
            {
                var found = results[i].GetTensorTypeAndShape().Shape;
                if (!found.SequenceEqual(shapes[i]))
                    throw _session.Broken($"its output '{_outputs[i]}' has the shape [{string.Join(", ", found)}], not [{string.Join(", ", shapes[i])}]", "correct the widths in the manifest");
                if (!UnitVectors.AllFinite(FloatBuffer.Read(results[i], _session.RequireOutput(_outputs[i], "fusion")))) throw NotFinite();
            }
        }
        finally
        {
            foreach (var value in values) value.Dispose();
        }
    }

    private ModelSetException NotFinite() => _session.Broken("it put out numbers that are not finite", "use another model");
}
