using System.Runtime.InteropServices;
using Google.Protobuf;
using Orleans.Video.Inference.Onnx.Format;

namespace Orleans.Video.Inference.Onnx;

/// <summary>
/// Writes an ONNX graph: inputs, initialisers, nodes in the order in which they run, outputs. The same calls give the same bytes.
/// Every value is known by its name; the methods return the name, so that calls nest.
/// </summary>
public sealed class GraphWriter
{
    private readonly GraphProto _graph;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly int _opset;
    private int _unnamed;

    /// <summary>An empty graph.</summary>
    /// <param name="name">The graph's name.</param>
    /// <param name="opset">Version of the standard operators; 17 has all that are used here and is old enough for every runtime.</param>
    public GraphWriter(string name, int opset = 17)
    {
        _graph = new GraphProto { Name = name };
        _opset = opset;
    }

    /// <summary>Adds an input.</summary>
    public string Input(string name, TensorElement element, params ReadOnlySpan<Dimension> shape)
    {
        _graph.Input.Add(Value(Claim(name), element, shape));
        return name;
    }

    /// <summary>Makes a value, which a node has named, an output.</summary>
    /// <exception cref="ArgumentException">Nothing gives a value of this name.</exception>
    public void Output(string name, TensorElement element, params ReadOnlySpan<Dimension> shape)
    {
        RequireKnown(name);
        _graph.Output.Add(Value(name, element, shape));
    }

    /// <summary>Adds weights, row-major.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many values.</exception>
    public string Weights(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Initialiser(name, TensorElement.Float32, MemoryMarshal.AsBytes(values), sizeof(float), shape);

    /// <summary>Adds 16-bit weights, row-major.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many values.</exception>
    public string Weights(string name, ReadOnlySpan<Half> values, params ReadOnlySpan<long> shape) =>
        Initialiser(name, TensorElement.Float16, MemoryMarshal.AsBytes(values), sizeof(ushort), shape);

    /// <summary>Adds 64-bit weights, row-major.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many values.</exception>
    public string Weights(string name, ReadOnlySpan<double> values, params ReadOnlySpan<long> shape) =>
        Initialiser(name, TensorElement.Double, MemoryMarshal.AsBytes(values), sizeof(double), shape);

    /// <summary>Adds integers, row-major.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many values.</exception>
    public string Integers(string name, ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        Initialiser(name, TensorElement.Int64, MemoryMarshal.AsBytes(values), sizeof(long), shape);

    /// <summary>Adds truth values, row-major.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many values.</exception>
    public string Truths(string name, ReadOnlySpan<bool> values, params ReadOnlySpan<long> shape) =>
        Initialiser(name, TensorElement.Bool, MemoryMarshal.AsBytes(values), sizeof(bool), shape);

    /// <summary>Adds one number, of no dimensions, under a name of its own.</summary>
    public string Scalar(float value) => Weights(Fresh("c"), [value], []);

    /// <summary>Adds weights under a name of their own, as 64-bit numbers or cut to 32 bits.</summary>
    /// <exception cref="ArgumentException">The element is neither, or the shape does not hold as many values.</exception>
    public string Constant(TensorElement element, ReadOnlySpan<double> values, params ReadOnlySpan<long> shape)
    {
        if (element == TensorElement.Double) return Weights(Fresh("c"), values, shape);
        if (element != TensorElement.Float32) throw new ArgumentException($"constants are Float32 or Double, not {element}", nameof(element));
        var floats = new float[values.Length];
        for (var i = 0; i < floats.Length; i++) floats[i] = (float)values[i];
        return Weights(Fresh("c"), floats, shape);
    }

    /// <summary>Adds a row of integers, such as axes or a shape, under a name of its own.</summary>
    public string Row(params ReadOnlySpan<long> values) => Integers(Fresh("c"), values, values.Length);

    /// <summary>Adds a node with one output, under a name of its own, and returns that name.</summary>
    /// <param name="op">The operator, such as <c>Conv</c>.</param>
    /// <param name="inputs">Names of its inputs; empty for one that is left out.</param>
    /// <param name="attributes">Its attributes.</param>
    public string Node(string op, ReadOnlySpan<string> inputs, params ReadOnlySpan<NodeAttribute> attributes) => NodeAs(Fresh(op), op, inputs, attributes);

    /// <summary>Adds a node with one output of the given name.</summary>
    public string NodeAs(string output, string op, ReadOnlySpan<string> inputs, params ReadOnlySpan<NodeAttribute> attributes)
    {
        Nodes([output], op, inputs, attributes);
        return output;
    }

    /// <summary>Adds a node with several outputs; an empty name leaves an output out.</summary>
    /// <exception cref="ArgumentException">An input is not known yet, or an output's name is taken.</exception>
    public void Nodes(ReadOnlySpan<string> outputs, string op, ReadOnlySpan<string> inputs, params ReadOnlySpan<NodeAttribute> attributes)
    {
        var node = new NodeProto { OpType = op, Name = $"{op}_{_graph.Node.Count}" };
        foreach (var input in inputs)
        {
            if (input.Length > 0) RequireKnown(input);
            node.Input.Add(input);
        }

        foreach (var output in outputs) node.Output.Add(output.Length > 0 ? Claim(output) : output);
        foreach (var attribute in attributes) node.Attribute.Add(attribute.ToProto());
        _graph.Node.Add(node);
    }

    /// <summary>The ONNX file.</summary>
    /// <exception cref="InvalidOperationException">The graph has no output.</exception>
    public byte[] ToBytes()
    {
        if (_graph.Output.Count == 0) throw new InvalidOperationException($"graph '{_graph.Name}' has no output");
        var model = new ModelProto { IrVersion = 8, ProducerName = "Orleans.Video", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = _opset });
        return model.ToByteArray();
    }

    private static ValueInfoProto Value(string name, TensorElement element, ReadOnlySpan<Dimension> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var dimension in shape)
        {
            dimensions.Dim.Add(dimension.Name is { } free
                ? new TensorShapeProto.Types.Dimension { DimParam = free }
                : new TensorShapeProto.Types.Dimension { DimValue = dimension.Size });
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)element, Shape = dimensions } } };
    }

    private string Initialiser(string name, TensorElement element, ReadOnlySpan<byte> bytes, int size, ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var dimension in shape) count = checked(count * dimension);
        if (count * size != bytes.Length)
            throw new ArgumentException($"initialiser '{name}': {bytes.Length / size} values do not fill a shape of {count}", nameof(shape));
        var tensor = new TensorProto { Name = Claim(name), DataType = (int)element, RawData = ByteString.CopyFrom(LittleEndian(bytes, size)) };
        foreach (var dimension in shape) tensor.Dims.Add(dimension);
        _graph.Initializer.Add(tensor);
        return name;
    }

    // Raw data is little-endian by the format's definition, whatever the machine is.
    private static ReadOnlySpan<byte> LittleEndian(ReadOnlySpan<byte> bytes, int size)
    {
        if (BitConverter.IsLittleEndian || size == 1) return bytes;
        var turned = bytes.ToArray();
        for (var i = 0; i < turned.Length; i += size) turned.AsSpan(i, size).Reverse();
        return turned;
    }

    private string Fresh(string stem)
    {
        string name;
        do name = $"{stem}.{_unnamed++}"; while (_names.Contains(name));
        return name;
    }

    private string Claim(string name)
    {
        if (string.IsNullOrEmpty(name) || !_names.Add(name)) throw new ArgumentException($"graph '{_graph.Name}' has a value '{name}' already", nameof(name));
        return name;
    }

    private void RequireKnown(string name)
    {
        if (!_names.Contains(name)) throw new ArgumentException($"graph '{_graph.Name}' has no value '{name}' yet", nameof(name));
    }
}
