using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Graphs;

/// <summary>
/// A graph that grows node by node. Shapes are checked as it is built, and an error names the layer. Gradients and optimisers add their nodes to the same graph.
/// <code>
/// var graph = new Graph("classifier");
/// var pictures = graph.Input("pictures", [32, 3, 64, 64]);
/// using (graph.Layer("stem")) rows = pictures.Conv(graph.Parameter("weight", [16, 3, 3, 3], Initializer.He(27)), padding: 1).Relu();
/// </code>
/// </summary>
public sealed class Graph
{
    private readonly List<GraphNode> _nodes = [];
    private readonly List<string> _layers = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<double, Tensor> _scalars = [];
    private readonly Dictionary<GraphNode, Tensor> _updates = [];

    /// <summary>An empty graph.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="element"><c>Float32</c> to train; <c>Double</c> to check gradients.</param>
    public Graph(string name, TensorElement element = TensorElement.Float32)
    {
        if (element is not (TensorElement.Float32 or TensorElement.Double)) throw new ArgumentException($"a graph's numbers are Float32 or Double, not {element}", nameof(element));
        Name = name;
        Element = element;
    }

    /// <summary>The graph's name.</summary>
    public string Name { get; }

    /// <summary>The type of its numbers.</summary>
    public TensorElement Element { get; }

    internal IReadOnlyList<GraphNode> Nodes => _nodes;

    /// <summary>Variables in the order in which they were added.</summary>
    internal IEnumerable<Tensor> Variables => _nodes.Where(static n => n.Operator is Variable).Select(static n => n.Outputs[0]);

    /// <summary>Inputs in the order in which they were added.</summary>
    internal IEnumerable<Tensor> Inputs => _nodes.Where(static n => n.Operator is GraphInput).Select(static n => n.Outputs[0]);

    /// <summary>What variables become with every run.</summary>
    internal IReadOnlyDictionary<GraphNode, Tensor> Updates => _updates;

    /// <summary>What an optimiser changes, in the order in which it was added.</summary>
    public IReadOnlyList<Tensor> Parameters => [.. Variables.Where(static v => ((Variable)v.Node.Operator).IsTrained)];

    /// <summary>Opens a layer: until it is disposed, variables are named below it and errors name it.</summary>
    public IDisposable Layer(string name)
    {
        _layers.Add(name);
        return new OpenLayer(_layers);
    }

    /// <summary>Adds an input of numbers.</summary>
    public Tensor Input(string name, Shape shape) => Add(new GraphInput(Claim(name), new TensorType(Element, shape)));

    /// <summary>Adds an input of integers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="least">The smallest value allowed; what is fed is checked.</param>
    /// <param name="most">The largest value allowed.</param>
    public Tensor IntegerInput(string name, Shape shape, long least, long most) => Add(new GraphInput(Claim(name), new TensorType(TensorElement.Int64, shape), least, most));

    /// <summary>Adds an input that a trainer feeds with uniform numbers from 0 to below 1, others in every step, determined by the run's seed.</summary>
    public Tensor Noise(Shape shape) => Add(new GraphInput(Claim($"{Path("noise")}#{_nodes.Count}"), new TensorType(Element, shape), IsNoise: true));

    /// <summary>Adds a variable that an optimiser trains, named below the open layers.</summary>
    /// <param name="name">Its name in the layer.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="initial">Where it begins.</param>
    /// <param name="decays">Whether weight decay is for it; null: if it has two axes or more.</param>
    public Tensor Parameter(string name, Shape shape, Initializer initial, bool? decays = null) =>
        Add(new Variable(Claim(Path(name)), new TensorType(Element, shape), initial, IsTrained: true, decays ?? shape.Rank > 1));

    /// <summary>Adds a variable that only <see cref="Update"/> changes, named below the open layers.</summary>
    public Tensor State(string name, Shape shape, Initializer initial) =>
        Add(new Variable(Claim(Path(name)), new TensorType(Element, shape), initial, IsTrained: false, Decays: false));

    /// <summary>Says what a variable becomes with a run.</summary>
    /// <exception cref="GraphException">It is no variable of this graph, has an update already, or the shapes differ.</exception>
    public void Update(Tensor variable, Tensor value)
    {
        if (variable.Graph != this || variable.Node.Operator is not Variable { Key: var key }) throw new GraphException(Path(""), nameof(Update), $"{variable} is no variable");
        if (!variable.Shape.Equals(value.Shape) || variable.Element != value.Element) throw new GraphException(Path(""), nameof(Update), $"'{key}' {variable} cannot become {value}");
        if (!_updates.TryAdd(variable.Node, value)) throw new GraphException(Path(""), nameof(Update), $"'{key}' has an update already");
    }

    /// <summary>One fixed number.</summary>
    public Tensor Constant(double value)
    {
        if (!_scalars.TryGetValue(value, out var scalar)) _scalars[value] = scalar = Add(new NumberConstant([value], new TensorType(Element, Shape.Scalar)));
        return scalar;
    }

    /// <summary>Fixed numbers, row-major.</summary>
    public Tensor Constant(double[] values, Shape shape) => Add(new NumberConstant(values, new TensorType(Element, shape)));

    /// <summary>Fixed integers, row-major.</summary>
    public Tensor Integers(long[] values, Shape shape) => Add(new IntegerConstant(values, shape));

    /// <summary>One number everywhere.</summary>
    public Tensor Full(Shape shape, double value) => Constant(value).Expand(shape);

    internal Tensor Add(Operator op, params ReadOnlySpan<Tensor> inputs) => Append(op, inputs).Outputs[0];

    internal GraphNode Append(Operator op, params ReadOnlySpan<Tensor> inputs)
    {
        var layer = Path("").TrimEnd('/');
        var given = inputs.ToArray();
        foreach (var input in given)
            if (input.Graph != this) throw new GraphException(layer, op.Name, $"{input} is of another graph, '{input.Graph.Name}'");
        try
        {
            var node = new GraphNode(this, _nodes.Count, op, given, layer, op.Infer(given));
            _nodes.Add(node);
            return node;
        }
        catch (GraphException error) when (error.Layer is null)
        {
            throw new GraphException(layer, op.Name, error.Message, error);
        }
    }

    private string Path(string name) => string.Join('/', [.. _layers, name]);

    private string Claim(string key)
    {
        if (!_keys.Add(key)) throw new GraphException(Path("").TrimEnd('/'), "name", $"'{key}' is there already");
        return key;
    }

    private sealed class OpenLayer(List<string> layers) : IDisposable
    {
        private bool _closed;

        public void Dispose()
        {
            if (_closed) return;
            _closed = true;
            layers.RemoveAt(layers.Count - 1);
        }
    }
}
