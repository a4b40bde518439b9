using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Training;

/// <summary>
/// The numbers of a model's variables, by name, in the memory of the device that trains. Several graphs of one model share them: a step that changes them, a forward pass that reads them.
/// One thread at a time.
/// </summary>
public sealed class VariableStore : IDisposable
{
    private readonly Dictionary<string, (Variable Variable, OrtValue Value)> _values = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>An empty store.</summary>
    /// <param name="device">What the graphs run on.</param>
    /// <param name="seed">Where the variables begin.</param>
    public VariableStore(InferenceDevice device, ulong seed)
    {
        Device = device;
        Seed = seed;
    }

    /// <summary>What the graphs run on.</summary>
    public InferenceDevice Device { get; }

    /// <summary>Where the variables began.</summary>
    public ulong Seed { get; }

    /// <summary>Names in the order in which they were added.</summary>
    public IReadOnlyList<string> Names => _names;

    internal IEnumerable<Variable> Variables => _names.Select(n => _values[n].Variable);

    internal OrtValue this[string name] => _values[name].Value;

    /// <summary>Makes sure that all variables of a graph are there.</summary>
    /// <exception cref="TrainingException">One is there with another shape.</exception>
    public void Add(Graph graph) => Add(graph.Variables.Select(static v => (Variable)v.Node.Operator));

    /// <summary>The numbers of a variable, row-major.</summary>
    /// <exception cref="TrainingException">There is no such variable.</exception>
    public float[] Read(string name)
    {
        var (variable, value) = Require(name);
        if (DeviceMemory.IsReadable(value)) return Numbers(value, variable);
        using var copy = DeviceMemory.Fetch(value, variable.Type.Element, variable.Type.Shape.Longs, Device);
        return Numbers(copy, variable);
    }

    /// <summary>Sets the numbers of a variable.</summary>
    /// <exception cref="TrainingException">There is no such variable, or it holds another number of numbers.</exception>
    public void Write(string name, ReadOnlySpan<float> numbers)
    {
        var (variable, _) = Require(name);
        if (numbers.Length != variable.Type.Shape.Elements)
            throw new TrainingException($"variable '{name}'", $"{numbers.Length} numbers do not fill {variable.Type.Shape}", "give numbers of the same architecture");
        Replace(name, Allocate(variable, numbers));
    }

    /// <summary>Sets the numbers of a double variable, without cutting them to float.</summary>
    internal void WriteExact(string name, ReadOnlySpan<double> numbers)
    {
        var (variable, _) = Require(name);
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Double, variable.Type.Shape.Longs);
        numbers.CopyTo(value.GetTensorMutableDataAsSpan<double>());
        Replace(name, value);
    }

    /// <summary>All numbers by name, as a model is exported.</summary>
    public IReadOnlyDictionary<string, float[]> ReadAll() => _names.ToDictionary(static n => n, Read, StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, value) in _values.Values) value.Dispose();
        _values.Clear();
        _names.Clear();
    }

    internal void Add(IEnumerable<Variable> variables)
    {
        foreach (var variable in variables)
        {
            if (_values.TryGetValue(variable.Key, out var there))
            {
                if (there.Variable.Type != variable.Type)
                    throw new TrainingException($"variable '{variable.Key}'", $"it is {variable.Type.Shape} in one graph and {there.Variable.Type.Shape} in another", "build both graphs from the same model");
                continue;
            }

            _values[variable.Key] = (variable, Allocate(variable, variable.Initial.Fill(Seed, variable.Key, variable.Type.Shape.Elements)));
            _names.Add(variable.Key);
        }
    }

    internal void Replace(string name, OrtValue value)
    {
        var (variable, before) = _values[name];
        _values[name] = (variable, value);
        before.Dispose();
    }

    private static float[] Numbers(OrtValue value, Variable variable) => variable.Type.Element == TensorElement.Float32
        ? value.GetTensorDataAsSpan<float>().ToArray()
        : [.. value.GetTensorDataAsSpan<double>().ToArray().Select(static v => (float)v)];

    // In the processor's memory: the first run brings it to the device, and what comes out stays there.
    private static OrtValue Allocate(Variable variable, ReadOnlySpan<float> numbers)
    {
        var shape = variable.Type.Shape.Longs;
        if (variable.Type.Element == TensorElement.Float32)
        {
            var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, shape);
            numbers.CopyTo(value.GetTensorMutableDataAsSpan<float>());
            return value;
        }

        var wide = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Double, shape);
        var target = wide.GetTensorMutableDataAsSpan<double>();
        for (var i = 0; i < numbers.Length; i++) target[i] = numbers[i];
        return wide;
    }

    private (Variable Variable, OrtValue Value) Require(string name) =>
        _values.TryGetValue(name, out var found) ? found : throw new TrainingException($"variable '{name}'", "there is none of this name", $"use one of {string.Join(", ", _names.Take(8))}…");
}
