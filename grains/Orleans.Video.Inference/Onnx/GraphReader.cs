using Google.Protobuf;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx.Format;

namespace Orleans.Video.Inference.Onnx;

/// <summary>
/// Reads an ONNX file that may be hostile, before ONNX Runtime sees it, and refuses what could reach outside the file, run foreign code, or ask for absurd amounts of memory.
/// </summary>
internal sealed class GraphReader
{
    private const int LargestOpset = 26;
    private const int SmallestOpset = 7;
    private const int MostNodes = 100_000;
    private const int DeepestSubgraph = 4;
    private const long MostElements = 1L << 28;
    private const int ElementTypeCount = 24;

    /// <summary>The operator sets that ONNX Runtime itself carries.</summary>
    private static readonly string[] Domains = ["", "ai.onnx", "ai.onnx.ml", "com.microsoft"];

    /// <summary>Operators of those sets that load or run what is not in the file.</summary>
    private static readonly string[] Forbidden = ["EPContext", "PythonOp", "PythonOpGrad", "ATen", "ExternalTensor", "TritonOp"];

    private readonly string _set;
    private readonly string _file;
    private int _nodes;

    private GraphReader(string set, string file)
    {
        _set = set;
        _file = file;
    }

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="ModelSetException">The file is no ONNX file, or holds what is refused; the message says which.</exception>
    public static ModelProto Read(string set, string file, ReadOnlySpan<byte> bytes)
    {
        var reader = new GraphReader(set, file);
        if (bytes.IsEmpty) throw reader.Refuse("it is empty", "give an ONNX file");
        if (bytes.Length > ModelSet.LargestFile) throw reader.Refuse($"{bytes.Length} bytes long, more than {ModelSet.LargestFile}", "use a smaller or quantised model");
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new ModelSetException(set, file, $"it is no ONNX file ({error.Message})", "give an ONNX file", error);
        }

        reader.CheckModel(model);
        return model;
    }

    private void CheckModel(ModelProto model)
    {
        if (model.Graph is not { Node.Count: > 0 }) throw Refuse("it is no ONNX file: it holds no graph", "give an ONNX file");
        if (model.IrVersion < 3) throw Refuse($"its format version {model.IrVersion} is older than 3", "export it again with a current tool");
        if (model.Functions.Count > 0) throw Refuse("it defines functions of its own", "export it with functions inlined");
        if (model.TrainingInfo.Count > 0) throw Refuse("it carries training steps", "export it for inference");
        if (model.OpsetImport.Count is 0 or > 16) throw Refuse("it names no operator set, or too many", "export it again with a current tool");
        foreach (var opset in model.OpsetImport)
        {
            RequireDomain(opset.Domain);
            if (opset.Domain is "" or "ai.onnx" && opset.Version is < SmallestOpset or > LargestOpset)
                throw Refuse($"its operator set {opset.Version} is outside {SmallestOpset} to {LargestOpset}", "export it with another opset");
        }

        CheckGraph(model.Graph, depth: 0);
    }

    private void CheckGraph(GraphProto graph, int depth)
    {
        if (depth > DeepestSubgraph) throw Refuse($"its subgraphs nest deeper than {DeepestSubgraph}", "export it without nested loops");
        foreach (var tensor in graph.Initializer) CheckTensor(tensor);
        foreach (var sparse in graph.SparseInitializer) CheckSparse(sparse);
        foreach (var value in graph.Input.Concat(graph.Output)) CheckValue(value);
        _nodes += graph.Node.Count;
        if (_nodes > MostNodes) throw Refuse($"it has more than {MostNodes} nodes", "export a smaller graph");
        var constants = graph.Initializer.Where(static t => t.DataType == (int)TensorElement.Int64).GroupBy(static t => t.Name, StringComparer.Ordinal)
            .ToDictionary(static g => g.Key, static g => g.First(), StringComparer.Ordinal);
        foreach (var node in graph.Node) CheckNode(node, constants, depth);
    }

    private void CheckNode(NodeProto node, Dictionary<string, TensorProto> constants, int depth)
    {
        RequireDomain(node.Domain);
        if (Forbidden.Contains(node.OpType)) throw Refuse($"operator {node.OpType} loads what is not in the file", "export it with standard operators");
        // A graph of a few bytes could otherwise ask for a tensor of terabytes while it is being loaded.
        if (node.OpType is "ConstantOfShape" or "Expand" && node.Input.Count > 0 && constants.TryGetValue(node.Input[^1], out var shape))
            RequireElements(node.Name, Integers(shape));
        foreach (var attribute in node.Attribute)
        {
            if (attribute.T is not null) CheckTensor(attribute.T);
            foreach (var tensor in attribute.Tensors) CheckTensor(tensor);
            if (attribute.SparseTensor is not null) CheckSparse(attribute.SparseTensor);
            foreach (var sparse in attribute.SparseTensors) CheckSparse(sparse);
            if (attribute.G is not null) CheckGraph(attribute.G, depth + 1);
            foreach (var inner in attribute.Graphs) CheckGraph(inner, depth + 1);
        }
    }

    private void CheckValue(ValueInfoProto value)
    {
        if (value.Type?.TensorType?.Shape is not { } shape) return;
        if (shape.Dim.Count > 8) throw Refuse($"value '{Shown(value.Name)}' has {shape.Dim.Count} dimensions", "use a graph of at most 8");
        RequireElements(value.Name, shape.Dim.Where(static d => d.HasDimValue).Select(static d => d.DimValue));
    }

    private void CheckSparse(SparseTensorProto sparse)
    {
        if (sparse.Values is not null) CheckTensor(sparse.Values);
        if (sparse.Indices is not null) CheckTensor(sparse.Indices);
        RequireElements(sparse.Values?.Name ?? "", sparse.Dims);
    }

    private void CheckTensor(TensorProto tensor)
    {
        if (tensor.DataLocation != TensorProto.Types.DataLocation.Default || tensor.ExternalData.Count > 0)
            throw Refuse($"tensor '{Shown(tensor.Name)}' keeps its data in another file", "save the model as one file");
        if (tensor.DataType is < 1 or > ElementTypeCount) throw Refuse($"tensor '{Shown(tensor.Name)}' has an unknown element type {tensor.DataType}", "export it again with a current tool");
        var elements = RequireElements(tensor.Name, tensor.Dims);
        var size = ElementSize(tensor.DataType);
        if (tensor.RawData.Length > 0 && size > 0 && tensor.RawData.Length != elements * size)
            throw Refuse($"tensor '{Shown(tensor.Name)}' holds {tensor.RawData.Length} bytes, its shape needs {elements * size}", "fetch the file again");
        var typed = tensor.FloatData.Count + tensor.Int32Data.Count + tensor.Int64Data.Count + tensor.DoubleData.Count + tensor.Uint64Data.Count + tensor.StringData.Count;
        if (elements > 0 && tensor.RawData.Length == 0 && typed == 0)
            throw Refuse($"tensor '{Shown(tensor.Name)}' has no data", "fetch the file again");
    }

    private long RequireElements(string name, IEnumerable<long> dimensions)
    {
        var elements = 1L;
        foreach (var dimension in dimensions)
        {
            if (dimension is < 0 or > MostElements || (elements *= dimension) > MostElements)
                throw Refuse($"value '{Shown(name)}' has a shape of more than {MostElements} elements, or a negative one", "use a smaller model");
        }

        return elements;
    }

    private void RequireDomain(string domain)
    {
        if (!Domains.Contains(domain)) throw Refuse($"it uses operators of '{Shown(domain)}', which are not built in", "export it with standard operators");
    }

    private static IEnumerable<long> Integers(TensorProto tensor)
    {
        if (tensor.RawData.Length == 0) return tensor.Int64Data;
        var bytes = tensor.RawData.ToByteArray();
        return Enumerable.Range(0, bytes.Length / sizeof(long)).Select(i => System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i * sizeof(long))));
    }

    // Bytes an element, by ONNX element type; 0 where elements are packed or of varying length.
    private static int ElementSize(int type) => type switch
    {
        2 or 3 or 9 or 17 or 18 or 19 or 20 => 1,
        4 or 5 or 10 or 16 => 2,
        1 or 6 or 12 => 4,
        7 or 11 or 13 or 14 => 8,
        15 => 16,
        _ => 0,
    };

    private static string Shown(string name) => new([.. name.Take(64).Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);

    private ModelSetException Refuse(string cause, string remedy) => new(_set, _file, cause, remedy);
}
