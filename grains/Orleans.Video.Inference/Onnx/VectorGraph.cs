using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Inference.Onnx;

/// <summary>A graph with one input of numbers <c>[N, …]</c> and one output that is a vector an item, whatever its dimensions: what the visual and the audio encoder share.</summary>
internal sealed class VectorGraph : IDisposable
{
    private readonly OnnxSession _session;
    private readonly string[] _inputName;
    private readonly string[] _outputName;
    private readonly FloatBuffer _input;
    private readonly FloatBuffer _output;
    private readonly int[] _itemShape;
    private readonly long[] _outputShape;
    private readonly int _width;

    /// <summary>Checks the graph against what the manifest says and runs it once.</summary>
    /// <param name="session">The graph; disposed with this.</param>
    /// <param name="field">The manifest's field, <c>visual</c> or <c>audio</c>, for messages.</param>
    /// <param name="input">Name of the input.</param>
    /// <param name="itemShape">Its dimensions after the batch.</param>
    /// <param name="output">Name of the output.</param>
    /// <param name="width">Its numbers an item.</param>
    /// <param name="maxBatch">The most items of one run.</param>
    /// <exception cref="ModelSetException">Names, ranks, types, shapes or numbers are not what they should be.</exception>
    public VectorGraph(OnnxSession session, string field, string input, int[] itemShape, string output, int width, int maxBatch)
    {
        _session = session;
        _itemShape = itemShape;
        _width = width;
        _inputName = [input];
        _outputName = [output];
        var given = session.RequireInput(input, field + ".input", itemShape.Length + 1);
        session.RequireShape(given, field, [-1, .. itemShape]);
        session.RequireNoOtherInput(input);
        if (given.Shape[0] > 1) throw session.Broken($"its input {given} takes exactly {given.Shape[0]} items at once", "export it with a free batch, or a batch of one");
        MaxBatch = given.Shape[0] == 1 ? 1 : maxBatch;
        var taken = session.RequireOutput(output, field + ".output");
        _input = new FloatBuffer(session, given);
        _output = new FloatBuffer(session, taken);
        _outputShape = WarmUp(taken, field);
    }

    /// <summary>The most items of one run.</summary>
    public int MaxBatch { get; }

    /// <summary>Numbers of one item of the input.</summary>
    public int ItemLength => _itemShape.Aggregate(1, static (a, b) => a * b);

    /// <summary>The input of <paramref name="count"/> items, to be filled.</summary>
    public Span<float> Fill(int count) => _input.Fill(checked(count * ItemLength));

    /// <summary>Runs what was filled; <c>[count, width]</c>, valid until the next run.</summary>
    /// <exception cref="ModelSetException">The run failed or a number came out that is not finite.</exception>
    public ReadOnlySpan<float> Run(int count)
    {
        _outputShape[0] = count;
        using var input = _input.AsInput([count, .. _itemShape]);
        using var output = _output.AsOutput(_outputShape);
        _session.Run(_inputName, [input], _outputName, [output]);
        var result = _output.Result(count * _width);
        if (!UnitVectors.AllFinite(result)) throw NotFinite();
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private long[] WarmUp(TensorContract taken, string field)
    {
        // Two items show a graph that mixes up its batch; a slope rather than zeros shows one that divides by its input's deviation.
        var count = Math.Min(2, MaxBatch);
        var slope = Fill(count);
        for (var i = 0; i < slope.Length; i++) slope[i] = (i % 17 - 8) / 8f;
        using var input = _input.AsInput([count, .. _itemShape]);
        using var results = _session.WarmUp(_inputName, [input], _outputName);
        var shape = results[0].GetTensorTypeAndShape().Shape;
        var length = shape.Length == 0 ? 0 : shape.Skip(1).Aggregate(1L, static (a, b) => a * b);
        if (shape.Length == 0 || shape[0] != count || length != _width)
        {
            throw _session.Broken(
                $"its output '{taken.Name}' has the shape [{string.Join(", ", shape)}] for {count} item(s), not {_width} numbers an item, which '{field}.width' says",
                "correct the width in the manifest, or name another output");
        }

        if (!UnitVectors.AllFinite(FloatBuffer.Read(results[0], taken))) throw NotFinite();
        return shape;
    }

    private ModelSetException NotFinite() => _session.Broken("it put out numbers that are not finite", "use another model, or check its scale, mean and deviation");
}
