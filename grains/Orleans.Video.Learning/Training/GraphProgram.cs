using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Training;

/// <summary>A graph ready to run: what it is fed with, what it gives, and which variables it reads and changes. One thread at a time.</summary>
public sealed class GraphProgram : IDisposable
{
    private const string Next = "next:";

    private readonly EmittedGraph _emitted;
    private readonly OnnxSession _session;
    private readonly OrtIoBinding _binding;
    private readonly OrtMemoryInfo _memory;
    private readonly string[] _results;
    private readonly string[] _updated;

    /// <summary>Writes the part of the graph that the results need as ONNX and loads it.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="results">What a run gives, by name.</param>
    /// <param name="device">What it runs on.</param>
    /// <param name="updates">Whether a run changes variables as the graph says.</param>
    /// <exception cref="GraphException">The graph cannot be written.</exception>
    public GraphProgram(Graph graph, IReadOnlyDictionary<string, Tensor> results, InferenceDevice device, bool updates = false)
    {
        _results = [.. results.Keys];
        List<(string, Tensor)> outputs = [.. results.Select(static r => (r.Key, r.Value))];
        if (updates) outputs.AddRange(graph.Updates.Select(static u => (Next + ((Variable)u.Key.Operator).Key, u.Value)));
        _updated = [.. outputs.Skip(_results.Length).Select(static o => o.Item1[Next.Length..])];
        _emitted = GraphEmitter.Emit(graph, outputs);
        Variables = [.. graph.Variables.Select(static v => (Variable)v.Node.Operator)];
        Name = graph.Name;
        _memory = DeviceMemory.Of(device);
        _session = new OnnxSession("training", graph.Name, _emitted.Bytes, device);
        _binding = _session.Bind();
    }

    /// <summary>The graph's name.</summary>
    public string Name { get; }

    /// <summary>The graph as ONNX.</summary>
    public ReadOnlyMemory<byte> Onnx => _emitted.Bytes;

    /// <summary>Seconds that were spent inside ONNX Runtime so far.</summary>
    public double RuntimeSeconds { get; private set; }

    internal IReadOnlyList<GraphInput> Inputs => _emitted.Inputs;

    internal IReadOnlyList<Variable> Variables { get; }

    /// <summary>Runs the graph; variables change unless <paramref name="accept"/> refuses what came out.</summary>
    /// <param name="batch">What the inputs are fed with.</param>
    /// <param name="store">The variables.</param>
    /// <param name="accept">Looks at the results before variables change; null accepts all.</param>
    /// <exception cref="TrainingException">An input is missing, of another length, or an integer is out of range.</exception>
    public RunResults Run(Batch batch, VariableStore store, Func<RunResults, bool>? accept = null)
    {
        store.Add(_emitted.Variables);
        store.Add(Variables.Where(v => _updated.Contains(v.Key)));
        var fed = new List<OrtValue>();
        try
        {
            foreach (var input in Inputs)
            {
                var value = Value(input, batch.Find(input.Key));
                fed.Add(value);
                _binding.BindInput(input.Key, value);
            }

            foreach (var variable in _emitted.Variables) _binding.BindInput(variable.Key, store[variable.Key]);
            foreach (var result in _results) _binding.BindOutputToDevice(result, OrtMemoryInfo.DefaultInstance);
            // Into memory of their own: while the step runs, what the variables were is still read, and stays if the step is refused.
            foreach (var name in _updated) _binding.BindOutputToDevice(Next + name, _memory);
            var started = Stopwatch.GetTimestamp();
            _session.Run(_binding);
            RuntimeSeconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
            return Take(store, accept);
        }
        finally
        {
            _binding.ClearBoundInputs();
            _binding.ClearBoundOutputs();
            foreach (var value in fed) value.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _session.Dispose();
    }

    private RunResults Take(VariableStore store, Func<RunResults, bool>? accept)
    {
        var values = _binding.GetOutputValues().ToArray();
        var kept = 0;
        try
        {
            var results = new RunResults(_results.Select((name, i) => (name, Numbers(values[i]))));
            if (accept is not null && !accept(results)) return results;
            for (; kept < _updated.Length; kept++) store.Replace(_updated[kept], values[_results.Length + kept]);
            return results;
        }
        finally
        {
            for (var i = 0; i < values.Length; i++)
                if (i < _results.Length || i >= _results.Length + kept) values[i].Dispose();
        }
    }

    private static double[] Numbers(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType switch
    {
        Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float => Array.ConvertAll(value.GetTensorDataAsSpan<float>().ToArray(), static v => (double)v),
        Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64 => Array.ConvertAll(value.GetTensorDataAsSpan<long>().ToArray(), static v => (double)v),
        Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Bool => Array.ConvertAll(value.GetTensorDataAsSpan<bool>().ToArray(), static v => v ? 1.0 : 0.0),
        _ => value.GetTensorDataAsSpan<double>().ToArray(),
    };

    private OrtValue Value(GraphInput input, Array? given)
    {
        var count = input.Type.Shape.Elements;
        if (given is null) throw Wrong(input, "it is missing from the batch", $"feed {input.Type.Element} {input.Type.Shape}");
        if (given.Length != count) throw Wrong(input, $"{given.Length} values do not fill {input.Type.Shape}", $"feed {count}");
        if (given is long[] integers)
        {
            foreach (var integer in integers)
                if (integer < input.Least || integer > input.Most) throw Wrong(input, $"{integer} is out of range", $"feed {input.Least} to {input.Most}");
        }

        var shape = input.Type.Shape.Longs;
        return (given, input.Type.Element) switch
        {
            (float[] values, TensorElement.Float32) => OrtValue.CreateTensorValueFromMemory(values, shape),
            (double[] values, TensorElement.Double) => OrtValue.CreateTensorValueFromMemory(values, shape),
            (long[] values, TensorElement.Int64) => OrtValue.CreateTensorValueFromMemory(values, shape),
            _ => throw Wrong(input, $"it is fed with {given.GetType().GetElementType()!.Name}", $"feed {input.Type.Element}"),
        };
    }

    private TrainingException Wrong(GraphInput input, string cause, string remedy) => new($"graph '{Name}', input '{input.Key}'", cause, remedy);
}

/// <summary>What a run gave, by name.</summary>
public sealed class RunResults
{
    private readonly Dictionary<string, double[]> _values;

    internal RunResults(IEnumerable<(string Name, double[] Values)> values) => _values = values.ToDictionary(static v => v.Name, static v => v.Values, StringComparer.Ordinal);

    /// <summary>A result's numbers, row-major.</summary>
    public double[] this[string name] => _values[name];

    /// <summary>A result that holds one number.</summary>
    public double Number(string name) => _values[name][0];

    /// <summary>Whether there is a result of this name.</summary>
    public bool Has(string name) => _values.ContainsKey(name);
}
