using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Inference.Starter;

/// <summary>
/// An untrained text encoder: characters and their places, one Transformer layer of four heads, a GRU that reads what that saw, and attention pooling.
/// Inputs <c>input_ids</c>, <c>attention_mask</c> int64 <c>[N, L]</c>; outputs <c>pooled [N, 128]</c> and <c>tokens [N, L, 128]</c>.
/// </summary>
internal sealed class TextGraph
{
    public const int Width = 128;
    public const int MaxTokens = 256;

    private const int Heads = 4;
    private const int Inner = 256;

    private readonly RandomWeights _weights;
    private readonly GraphWriter _graph = new("untrained text encoder");

    private TextGraph(ulong seed) => _weights = new RandomWeights(seed);

    public static byte[] Write(ulong seed) => new TextGraph(seed).Write();

    private byte[] Write()
    {
        var ids = _graph.Input("input_ids", TensorElement.Int64, "N", "L");
        var mask = _graph.Input("attention_mask", TensorElement.Int64, "N", "L");
        var present = _graph.Node("Cast", [mask], NodeAttribute.Of("to", 1));

        var embedding = _graph.Weights("characters", _weights.Normal(CharacterVocabulary.Count * Width, 1), CharacterVocabulary.Count, Width);
        var places = _graph.Weights("places", _weights.Normal(MaxTokens * Width, 0.5), MaxTokens, Width);
        var length = _graph.Node("Slice", [_graph.Node("Shape", [ids]), _graph.Row(1), _graph.Row(2)]);
        var place = _graph.Node("Slice", [places, _graph.Row(0), length, _graph.Row(0)]);
        var rows = Norm("n0", _graph.Node("Add", [_graph.Node("Gather", [embedding, ids]), place]));

        // Padding is kept out of every sum by a weight that the exponential brings to nothing.
        var absent = _graph.Node("Mul", [_graph.Node("Sub", [_graph.Scalar(1f), present]), _graph.Scalar(-1e9f)]);
        rows = Norm("n1", _graph.Node("Add", [rows, Attention(rows, absent)]));
        var inner = _graph.Node("Relu", [Linear("inner", rows, Width, Inner)]);
        rows = Norm("n2", _graph.Node("Add", [rows, Linear("outer", inner, Inner, Width)]));

        var read = Recurrent(rows, mask);
        var tokens = _graph.NodeAs("tokens", "Mul", [read, _graph.Node("Unsqueeze", [present, _graph.Row(2)])]);
        _graph.Output(tokens, TensorElement.Float32, "N", "L", Width);

        var scores = _graph.Node("Squeeze", [Linear("question", tokens, Width, 1), _graph.Row(2)]);
        var shares = _graph.Node("Softmax", [_graph.Node("Add", [scores, absent])], NodeAttribute.Of("axis", 1));
        var weighted = _graph.Node("Mul", [tokens, _graph.Node("Unsqueeze", [shares, _graph.Row(2)])]);
        _graph.NodeAs("pooled", "ReduceSum", [weighted, _graph.Row(1)], NodeAttribute.Of("keepdims", 0));
        _graph.Output("pooled", TensorElement.Float32, "N", Width);
        return _graph.ToBytes();
    }

    private string Attention(string rows, string absent)
    {
        var query = Split("query", rows, 0, 2, 1, 3);
        var key = Split("key", rows, 0, 2, 3, 1);
        var value = Split("value", rows, 0, 2, 1, 3);
        var scores = _graph.Node("Div", [_graph.Node("MatMul", [query, key]), _graph.Scalar(MathF.Sqrt(Width / Heads))]);
        var bias = _graph.Node("Unsqueeze", [absent, _graph.Row(1, 2)]);
        var shares = _graph.Node("Softmax", [_graph.Node("Add", [scores, bias])], NodeAttribute.Of("axis", -1));
        var heads = _graph.Node("Transpose", [_graph.Node("MatMul", [shares, value])], NodeAttribute.Ints("perm", 0, 2, 1, 3));
        return Linear("attended", _graph.Node("Reshape", [heads, _graph.Row(0, 0, Width)]), Width, Width);
    }

    private string Split(string name, string rows, params long[] order)
    {
        var heads = _graph.Node("Reshape", [Linear(name, rows, Width, Width), _graph.Row(0, 0, Heads, Width / Heads)]);
        return _graph.Node("Transpose", [heads], NodeAttribute.Ints("perm", order));
    }

    // ONNX's GRU takes time first and a direction between time and batch.
    private string Recurrent(string rows, string mask)
    {
        var input = _graph.Weights("gru.input", _weights.Normal(3 * Width * Width, 1 / Math.Sqrt(Width)), 1, 3 * Width, Width);
        var state = _graph.Weights("gru.state", _weights.Normal(3 * Width * Width, 1 / Math.Sqrt(Width)), 1, 3 * Width, Width);
        var lengths = _graph.Node("Cast", [_graph.Node("ReduceSum", [mask, _graph.Row(1)], NodeAttribute.Of("keepdims", 0))], NodeAttribute.Of("to", 6));
        var timeFirst = _graph.Node("Transpose", [rows], NodeAttribute.Ints("perm", 1, 0, 2));
        var read = _graph.Node("GRU", [timeFirst, input, state, "", lengths], NodeAttribute.Of("hidden_size", (long)Width), NodeAttribute.Of("linear_before_reset", 1));
        return _graph.Node("Transpose", [_graph.Node("Squeeze", [read, _graph.Row(1)])], NodeAttribute.Ints("perm", 1, 0, 2));
    }

    private string Linear(string name, string rows, int from, int to) =>
        _graph.Node("MatMul", [rows, _graph.Weights(name, _weights.Normal(from * to, 1 / Math.Sqrt(from)), from, to)]);

    private string Norm(string name, string rows)
    {
        var scale = _graph.Weights(name + ".scale", [.. Enumerable.Repeat(1f, Width)], Width);
        return _graph.Node("LayerNormalization", [rows, scale], NodeAttribute.Of("axis", -1));
    }
}
