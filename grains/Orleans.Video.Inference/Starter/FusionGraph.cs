using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Inference.Starter;

/// <summary>
/// A streaming fusion encoder. The seconds of both modalities are added in the joint space, a causal temporal convolution of two layers (three taps each, the second
/// spread by two) sees six seconds back, and attention pools everything so far.
/// <code>
/// state [N, 6·D + D + 2] = the last six rows before the convolution | numerator | denominator | largest score so far
/// </code>
/// The pooling is a softmax that goes on: with a larger score than any before, the sums so far are scaled down by exp(old − new), so nothing overflows in a video of any length.
/// </summary>
internal sealed class FusionGraph
{
    private const int Context = FusionWeights.Context;
    private const float Never = -1e30f;

    private readonly FusionWeights _weights;
    private readonly GraphWriter _graph;

    private FusionGraph(FusionWeights weights, string name) => (_weights, _graph) = (weights, new GraphWriter(name));

    private int Width => _weights.Width;

    public static byte[] Write(FusionWeights weights, string name) => new FusionGraph(weights, name).Write(weights.VisualWidth, weights.AudioWidth);

    private byte[] Write(int visualWidth, int audioWidth)
    {
        var visual = _graph.Input("visual", TensorElement.Float32, "N", "S", visualWidth);
        var visualPresent = _graph.Input("visual_present", TensorElement.Float32, "N", "S");
        var audio = _graph.Input("audio", TensorElement.Float32, "N", "S", audioWidth);
        var audioPresent = _graph.Input("audio_present", TensorElement.Float32, "N", "S");
        var seconds = _graph.Input("seconds", TensorElement.Int64, "N");
        var state = _graph.Input("state", TensorElement.Float32, "N", _weights.StateWidth);
        var context = _graph.Node("Reshape", [Part(state, 0, Context * Width), _graph.Row(-1, Context, Width)]);
        var numerator = Part(state, Context * Width, Width);
        var denominator = Part(state, (Context + 1) * Width, 1);
        var largest = Part(state, (Context + 1) * Width + 1, 1);

        var counts = Counts(visual, seconds);
        var present = _graph.Node("Mul", [_graph.Node("Max", [visualPresent, audioPresent]), counts]);
        var rows = _graph.Node("Add", [Project("visual.joint", _weights.Visual, visual, visualPresent, counts, visualWidth), Project("audio.joint", _weights.Audio, audio, audioPresent, counts, audioWidth)]);
        var history = _graph.Node("Concat", [context, rows], NodeAttribute.Of("axis", 1));
        var seen = _graph.Node("Add", [rows, Convolve(history)]);
        var vectors = _graph.NodeAs("second_vectors", "Mul", [seen, _graph.Node("Unsqueeze", [present, _graph.Row(2)])]);
        _graph.Output(vectors, TensorElement.Float32, "N", "S", Width);

        var (sum, weight, top) = Pool(vectors, present, numerator, denominator, largest);
        _graph.NodeAs("pooled", "Div", [sum, _graph.Node("Max", [weight, _graph.Scalar(1e-20f)])]);
        _graph.Output("pooled", TensorElement.Float32, "N", Width);
        var last = _graph.Node("Reshape", [LastRows(history, seconds), _graph.Row(-1, Context * Width)]);
        _graph.NodeAs("next_state", "Concat", [last, sum, weight, top], NodeAttribute.Of("axis", 1));
        _graph.Output("next_state", TensorElement.Float32, "N", _weights.StateWidth);
        return _graph.ToBytes();
    }

    private string Part(string state, int from, int width) => _graph.Node("Slice", [state, _graph.Row(from), _graph.Row(from + width), _graph.Row(1)]);

    // [N, S]: 1 for the seconds that count.
    private string Counts(string visual, string seconds)
    {
        var zero = _graph.Integers("zero", [0], []);
        var one = _graph.Integers("one", [1], []);
        var length = _graph.Node("Gather", [_graph.Node("Shape", [visual]), one]);
        var places = _graph.Node("Unsqueeze", [_graph.Node("Range", [zero, length, one]), _graph.Row(0)]);
        return _graph.Node("Cast", [_graph.Node("Less", [places, _graph.Node("Unsqueeze", [seconds, _graph.Row(1)])])], NodeAttribute.Of("to", 1));
    }

    private string Project(string name, float[] weights, string rows, string present, string counts, int width)
    {
        var joint = _graph.Node("MatMul", [rows, _graph.Weights(name, weights, width, Width)]);
        return _graph.Node("Mul", [joint, _graph.Node("Unsqueeze", [_graph.Node("Mul", [present, counts]), _graph.Row(2)])]);
    }

    // Six rows of context are just what two layers without padding take away, so each row that comes out has seen only rows up to its own.
    private string Convolve(string history)
    {
        var channels = _graph.Node("Transpose", [history], NodeAttribute.Ints("perm", 0, 2, 1));
        var near = _graph.Weights("near", _weights.Near, Width, Width, 3);
        var far = _graph.Weights("far", _weights.Far, Width, Width, 3);
        var hidden = _graph.Node("Relu", [_graph.Node("Conv", [channels, near])]);
        var spread = _graph.Node("Conv", [hidden, far], NodeAttribute.Ints("dilations", 2));
        return _graph.Node("Transpose", [spread], NodeAttribute.Ints("perm", 0, 2, 1));
    }

    private (string Sum, string Weight, string Top) Pool(string vectors, string present, string numerator, string denominator, string largest)
    {
        var never = _graph.Scalar(Never);
        var zero = _graph.Scalar(0f);
        var question = _graph.Weights("question", _weights.Question, Width, 1);
        var scores = _graph.Node("Squeeze", [_graph.Node("MatMul", [vectors, question]), _graph.Row(2)]);
        var heard = _graph.Node("Where", [_graph.Node("Greater", [present, zero]), scores, never]);
        var before = _graph.Node("Where", [_graph.Node("Greater", [denominator, zero]), largest, never]);
        var top = _graph.Node("Max", [before, _graph.Node("ReduceMax", [heard], NodeAttribute.Ints("axes", 1))]);
        var shares = _graph.Node("Mul", [_graph.Node("Exp", [_graph.Node("Sub", [heard, top])]), present]);
        var fade = _graph.Node("Exp", [_graph.Node("Sub", [before, top])]);
        var weighted = _graph.Node("Mul", [vectors, _graph.Node("Unsqueeze", [shares, _graph.Row(2)])]);
        var sum = _graph.Node("Add", [_graph.Node("Mul", [numerator, fade]), _graph.Node("ReduceSum", [weighted, _graph.Row(1)], NodeAttribute.Of("keepdims", 0))]);
        var weight = _graph.Node("Add", [_graph.Node("Mul", [denominator, fade]), _graph.Node("ReduceSum", [shares, _graph.Row(1)])]);
        // A state that has seen nothing stays all zeros.
        return (sum, weight, _graph.Node("Where", [_graph.Node("Greater", [weight, zero]), top, zero]));
    }

    private string LastRows(string history, string seconds)
    {
        var places = _graph.Node("Add", [_graph.Node("Unsqueeze", [seconds, _graph.Row(1, 2)]), _graph.Integers("steps", [0, 1, 2, 3, 4, 5], 1, Context, 1)]);
        return _graph.Node("GatherND", [history, places], NodeAttribute.Of("batch_dims", 1));
    }
}
