using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Text;

namespace Orleans.Video.Inference;

/// <summary>Texts to vectors in the joint space: one for the whole, and one a word. One thread at a time.</summary>
public sealed class TextEncoder : IDisposable
{
    private readonly OnnxSession _session;
    private readonly WordTokenizer _tokenizer;
    private readonly TextSpec _spec;
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly IntegerBuffer _tokens;
    private readonly IntegerBuffer? _mask;
    private readonly IntegerBuffer? _types;
    private readonly FloatBuffer _pooled;
    private readonly FloatBuffer? _rows;

    /// <summary>Loads the set's text encoder and its tokenizer and runs it once.</summary>
    /// <exception cref="ModelSetException">The set has none, or it cannot be used.</exception>
    public TextEncoder(ModelSet set, InferenceDevice device)
    {
        _spec = set.Manifest.Text ?? throw set.Broken(file: null, "it has no text encoder", "use a set that has one");
        _tokenizer = WordTokenizer.Open(set, _spec.Tokenizer);
        _session = new OnnxSession(set.Manifest.Id, _spec.File, set.ReadChecked(new ModelSetFile(_spec.File, _spec.Sha256)), device);
        try
        {
            var tokens = Input(_spec.TokenInput, "text.tokenInput");
            _tokens = new IntegerBuffer(_session, tokens);
            if (_spec.MaskInput is { } mask) _mask = new IntegerBuffer(_session, Input(mask, "text.maskInput"));
            if (_spec.TypeInput is { } type) _types = new IntegerBuffer(_session, Input(type, "text.typeInput"));
            _session.RequireNoOtherInput(_spec.TokenInput, _spec.MaskInput, _spec.TypeInput);
            var pooled = _session.RequireOutput(_spec.PooledOutput, "text.pooledOutput", 2);
            _session.RequireShape(pooled, "text.width", -1, _spec.Width);
            _pooled = new FloatBuffer(_session, pooled);
            if (_spec.TokenOutput is { } row)
            {
                var rows = _session.RequireOutput(row, "text.tokenOutput", 3);
                _session.RequireShape(rows, "text.width", -1, -1, _spec.Width);
                _rows = new FloatBuffer(_session, rows);
            }

            MaxBatch = tokens.Shape[0] == 1 ? 1 : _spec.MaxBatch;
            _inputs = [.. new[] { _spec.TokenInput, _spec.MaskInput, _spec.TypeInput }.OfType<string>()];
            _outputs = [.. new[] { _spec.PooledOutput, _spec.TokenOutput }.OfType<string>()];
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

    /// <summary>L, the most tokens of a text.</summary>
    public int MaxTokens => _spec.MaxTokens;

    /// <summary>The most texts that one run of the graph takes; more are split.</summary>
    public int MaxBatch { get; }

    /// <summary>Encodes texts. Any text will do, of any length, with any characters.</summary>
    /// <returns>One encoding a text, in their order.</returns>
    /// <exception cref="ModelSetException">The graph failed or put out numbers that are not finite.</exception>
    public TextEncoding[] Encode(IReadOnlyList<string> texts)
    {
        var results = new TextEncoding[texts.Count];
        var batch = new List<(int Index, TokenizedText Text)>();
        for (var i = 0; i < texts.Count; i++)
        {
            var text = _tokenizer.Tokenize(texts[i], _spec.MaxTokens);
            if (text.Empty) results[i] = new TextEncoding(new float[Width], [], [], text.Truncated);
            else batch.Add((i, text));
            if (batch.Count == MaxBatch || (i == texts.Count - 1 && batch.Count > 0))
            {
                Run(batch, results);
                batch.Clear();
            }
        }

        return results;
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private TensorContract Input(string name, string field)
    {
        var contract = _session.RequireInput(name, field, 2);
        if (contract.Shape[0] > 1) throw _session.Broken($"its input {contract} takes exactly {contract.Shape[0]} texts at once", "export it with a free batch, or a batch of one");
        if (contract.Shape[1] >= 0 && !(_spec.PadToMax && contract.Shape[1] == _spec.MaxTokens))
            throw _session.Broken($"its input {contract} takes exactly {contract.Shape[1]} tokens", "set 'text.maxTokens' to that and 'text.padToMax' to true");
        return contract;
    }

    private int Fill(List<TokenizedText> texts)
    {
        var length = _spec.PadToMax ? _spec.MaxTokens : texts.Max(static t => t.Ids.Count);
        var tokens = _tokens.Fill(texts.Count * length);
        var mask = _mask is null ? default : _mask.Fill(texts.Count * length);
        if (_types is not null) _types.Fill(texts.Count * length).Clear();
        tokens.Fill(_tokenizer.Padding);
        mask.Clear();
        for (var i = 0; i < texts.Count; i++)
        {
            for (var j = 0; j < texts[i].Ids.Count; j++) tokens[i * length + j] = texts[i].Ids[j];
            if (!mask.IsEmpty) mask.Slice(i * length, texts[i].Ids.Count).Fill(1);
        }

        return length;
    }

    private OrtValue[] Values(int count, int length) =>
        [.. new[] { _tokens, _mask, _types }.OfType<IntegerBuffer>().Select(buffer => buffer.AsInput(count, length))];

    private void Run(List<(int Index, TokenizedText Text)> batch, TextEncoding[] results)
    {
        var length = Fill([.. batch.Select(static b => b.Text)]);
        OrtValue[] values = [], outputs = [];
        try
        {
            values = Values(batch.Count, length);
            outputs = _rows is null ? [_pooled.AsOutput(batch.Count, Width)] : [_pooled.AsOutput(batch.Count, Width), _rows.AsOutput(batch.Count, length, Width)];
            _session.Run(_inputs, values, _outputs, outputs);
        }
        finally
        {
            foreach (var value in values.Concat(outputs)) value.Dispose();
        }

        var pooled = _pooled.Result(batch.Count * Width);
        var rows = _rows is null ? default : _rows.Result(batch.Count * length * Width);
        if (!UnitVectors.AllFinite(pooled)) throw NotFinite();
        for (var i = 0; i < batch.Count; i++)
        {
            var (index, text) = batch[i];
            var vector = pooled.Slice(i * Width, Width).ToArray();
            UnitVectors.Normalise(vector);
            var words = rows.IsEmpty ? [] : Words(text, rows.Slice(i * length * Width, length * Width));
            results[index] = new TextEncoding(vector, words, rows.IsEmpty ? [] : [.. text.Words.Select(static w => w.Span)], text.Truncated);
        }
    }

    private float[] Words(TokenizedText text, ReadOnlySpan<float> rows)
    {
        var words = new float[text.Words.Count * Width];
        for (var w = 0; w < text.Words.Count; w++)
        {
            var vector = words.AsSpan(w * Width, Width);
            var (_, first, count) = text.Words[w];
            for (var t = first; t < first + count; t++) TensorPrimitives.Add(vector, rows.Slice(t * Width, Width), vector);
            if (!UnitVectors.AllFinite(vector)) throw NotFinite();
            UnitVectors.Normalise(vector);
        }

        return words;
    }

    private void WarmUp()
    {
        var text = _tokenizer.Tokenize("a 1", _spec.MaxTokens);
        var count = Math.Min(2, MaxBatch);
        var length = Fill([.. Enumerable.Repeat(text, count)]);
        var values = Values(count, length);
        try
        {
            using var results = _session.WarmUp(_inputs, values, _outputs);
            Require(results[0], _spec.PooledOutput, count, Width);
            if (_rows is not null) Require(results[1], _spec.TokenOutput!, count, length, Width);
        }
        finally
        {
            foreach (var value in values) value.Dispose();
        }
    }

    private void Require(OrtValue value, string name, params long[] shape)
    {
        var contract = _session.RequireOutput(name, "text");
        var found = value.GetTensorTypeAndShape().Shape;
        if (!found.SequenceEqual(shape))
            throw _session.Broken($"its output '{name}' has the shape [{string.Join(", ", found)}], not [{string.Join(", ", shape)}]", "correct the widths in the manifest, or name another output");
        if (!UnitVectors.AllFinite(FloatBuffer.Read(value, contract))) throw NotFinite();
    }

    private ModelSetException NotFinite() => _session.Broken("it put out numbers that are not finite", "use another model");
}
