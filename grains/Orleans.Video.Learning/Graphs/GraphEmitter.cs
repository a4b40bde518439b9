using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Graphs;

/// <summary>Writes the part of a graph that some of its tensors need as ONNX.</summary>
internal sealed class GraphEmitter
{
    /// <summary>
    /// An axis of this size is written as free. Shapes are static while a graph is built; a model that is to be served is built with this number for its batch, a prime that no other
    /// size reaches, so that what depends on the batch is known by being divisible by it.
    /// </summary>
    public const int FreeSize = 7919;

    private readonly Dictionary<Tensor, string> _names = [];
    private readonly IReadOnlyDictionary<string, float[]>? _values;
    private readonly IReadOnlyDictionary<int, string> _lengths;
    private readonly List<GraphInput> _inputs = [];
    private readonly List<Variable> _variables = [];

    private GraphEmitter(Graph graph, IReadOnlyDictionary<string, float[]>? values, IReadOnlyDictionary<int, string> lengths)
    {
        Writer = new GraphWriter(graph.Name);
        Element = graph.Element;
        _values = values;
        _lengths = lengths;
    }

    /// <summary>The ONNX graph so far.</summary>
    public GraphWriter Writer { get; }

    /// <summary>The type of the graph's numbers.</summary>
    public TensorElement Element { get; }

    /// <summary>Writes a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="outputs">Names and tensors that the file gives.</param>
    /// <param name="values">Numbers of the variables, which are then fixed; null makes them inputs.</param>
    /// <param name="lengths">Sizes of further axes that are free, such as those of samples and of frames, and what they are called in the file; no other axis that is written has such a size.</param>
    /// <exception cref="GraphException">Numbers are missing or do not fill a variable, or a free axis cannot be written.</exception>
    public static EmittedGraph Emit(Graph graph, IReadOnlyList<(string Name, Tensor Tensor)> outputs, IReadOnlyDictionary<string, float[]>? values = null, IReadOnlyDictionary<int, string>? lengths = null)
    {
        var emitter = new GraphEmitter(graph, values, lengths ?? new Dictionary<int, string>());
        foreach (var node in Needed(outputs.Select(static o => o.Tensor))) emitter.Write(node);
        foreach (var (name, tensor) in outputs)
        {
            emitter.Writer.NodeAs(name, "Identity", [emitter[tensor]]);
            emitter.Writer.Output(name, tensor.Element, emitter.Dimensions(tensor.Shape));
        }

        return new EmittedGraph(emitter.Writer.ToBytes(), emitter._inputs, emitter._variables);
    }

    /// <summary>The nodes that some tensors depend on, in an order in which they can run.</summary>
    public static IReadOnlyList<GraphNode> Needed(IEnumerable<Tensor> tensors)
    {
        var found = new HashSet<GraphNode>();
        var open = new Stack<GraphNode>(tensors.Select(static t => t.Node));
        while (open.TryPop(out var node))
        {
            if (!found.Add(node)) continue;
            foreach (var input in node.Inputs) open.Push(input.Node);
        }

        return [.. found.OrderBy(static n => n.Id)];
    }

    /// <summary>The name of a tensor that was written.</summary>
    public string this[Tensor tensor] => _names[tensor];

    /// <summary>Writes a node with one output of the operator's own name.</summary>
    public void Node(GraphNode node, string op, params ReadOnlySpan<NodeAttribute> attributes) => Give(node, Writer.Node(op, Names(node), attributes));

    /// <summary>Says which value an output is.</summary>
    public void Give(GraphNode node, string name, int output = 0) => _names[node.Outputs[output]] = name;

    /// <summary>The names of a node's inputs.</summary>
    public string[] Names(GraphNode node) => [.. node.Inputs.Select(i => _names[i])];

    /// <summary>One number of the graph's type.</summary>
    public string Scalar(double value) => Writer.Constant(Element, [value], []);

    /// <summary>A shape to reshape to. Of several free axes all but one must stay where they were.</summary>
    public string Target(Shape from, Shape shape)
    {
        var sizes = shape.Longs;
        // ONNX takes 0 for "as it was at this place", and one −1 for "what is left".
        if (sizes.Count(IsFree) > 1)
            for (var i = 0; i < Math.Min(sizes.Length, from.Rank); i++)
                if (IsFree(sizes[i]) && sizes[i] == from[i]) sizes[i] = 0;
        if (sizes.Count(IsFree) > 1) throw new GraphException($"{shape} has more than one free axis that {from} has not at the same place");
        return Writer.Row([.. sizes.Select(s => IsFree(s) ? -1 : s)]);
    }

    /// <summary>Integers that must not depend on what is free.</summary>
    public string Fixed(params ReadOnlySpan<int> values)
    {
        var row = new long[values.Length];
        for (var i = 0; i < row.Length; i++) row[i] = values[i] == int.MaxValue || values[i] == 0 || !IsFree(values[i]) ? values[i] : throw new GraphException($"{values[i]} depends on an axis that is free");
        return Writer.Row(row);
    }

    private bool IsFree(long size) => size != 0 && (size % FreeSize == 0 || _lengths.ContainsKey((int)size));

    private Dimension[] Dimensions(Shape shape) =>
        [.. shape.Select(s => s == FreeSize ? "N" : s % FreeSize == 0 ? $"{s / FreeSize}N" : _lengths.TryGetValue(s, out var name) ? name : (Dimension)s)];

    private void Write(GraphNode node)
    {
        switch (node.Operator)
        {
            case GraphInput input:
                _inputs.Add(input);
                Give(node, Writer.Input(input.Key, input.Type.Element, Dimensions(input.Type.Shape)));
                break;
            case Variable variable when _values is null:
                _variables.Add(variable);
                Give(node, Writer.Input(variable.Key, variable.Type.Element, Dimensions(variable.Type.Shape)));
                break;
            case Variable variable:
                _variables.Add(variable);
                var given = _values.TryGetValue(variable.Key, out var found) ? found : throw new GraphException($"variable '{variable.Key}' has no numbers to be written");
                Give(node, Element == TensorElement.Float32
                    ? Writer.Weights(variable.Key, given, variable.Type.Shape.Longs)
                    : Writer.Weights(variable.Key, [.. given.Select(static v => (double)v)], variable.Type.Shape.Longs));
                break;
            case NumberConstant constant:
                Give(node, Writer.Constant(Element, constant.Values, constant.Type.Shape.Longs));
                break;
            case IntegerConstant constant:
                Give(node, Writer.Integers($"i.{node.Id}", constant.Values, constant.Shape.Longs));
                break;
            default:
                try
                {
                    node.Operator.Emit(this, node);
                }
                catch (GraphException error) when (error.Layer is null)
                {
                    throw new GraphException(node.Layer, node.Operator.Name, error.Message, error);
                }

                break;
        }
    }
}

/// <summary>A graph as ONNX.</summary>
/// <param name="Bytes">The ONNX file.</param>
/// <param name="Inputs">What is to be fed.</param>
/// <param name="Variables">The variables that it reads: inputs too, unless their numbers were given.</param>
internal sealed record EmittedGraph(byte[] Bytes, IReadOnlyList<GraphInput> Inputs, IReadOnlyList<Variable> Variables);
