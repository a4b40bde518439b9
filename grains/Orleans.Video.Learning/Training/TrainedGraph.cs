using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Training;

/// <summary>A graph with the numbers that were trained, to run as often as wanted. One thread at a time.</summary>
internal sealed class TrainedGraph : IDisposable
{
    private readonly VariableStore _store;
    private readonly GraphProgram _program;

    /// <param name="outputs">What is asked for, by name; all of one graph.</param>
    /// <param name="weights">Numbers of all its variables, by name; others are passed over.</param>
    /// <param name="device">What it runs on.</param>
    public TrainedGraph(IReadOnlyDictionary<string, Tensor> outputs, IReadOnlyDictionary<string, float[]> weights, InferenceDevice device)
    {
        var graph = outputs.First().Value.Graph;
        _store = TrainedWeights.Store(graph, weights, device);
        _program = new GraphProgram(graph, outputs, device);
    }

    /// <summary>Runs it once.</summary>
    public RunResults Run(Batch batch) => _program.Run(batch, _store);

    /// <inheritdoc/>
    public void Dispose()
    {
        _program.Dispose();
        _store.Dispose();
    }
}
