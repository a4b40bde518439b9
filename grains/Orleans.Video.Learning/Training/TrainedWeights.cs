using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Optimizers;

namespace Orleans.Video.Learning.Training;

/// <summary>What a run leaves, without the optimiser's own.</summary>
/// <param name="All">Weights, their averages and running statistics, by name: what another run goes on from, where this one stood.</param>
/// <param name="Averaged">For each variable its average where one was kept, by the variable's name: what serves.</param>
internal sealed record TrainedWeights(IReadOnlyDictionary<string, float[]> All, IReadOnlyDictionary<string, float[]> Averaged)
{
    /// <summary>Reads a store.</summary>
    public static TrainedWeights Of(VariableStore store)
    {
        var all = store.ReadAll().Where(static v => !v.Key.StartsWith("adamw/", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        return new TrainedWeights(all, all.Where(static v => !v.Key.StartsWith(TrainingStep.AverageOf(""), StringComparison.Ordinal))
            .ToDictionary(static v => v.Key, v => all.GetValueOrDefault(TrainingStep.AverageOf(v.Key)) ?? v.Value, StringComparer.Ordinal));
    }

    /// <summary>A store with a graph's variables, filled.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="weights">Numbers of all its variables, by name; others are passed over.</param>
    /// <param name="device">What it runs on.</param>
    public static VariableStore Store(Graph graph, IReadOnlyDictionary<string, float[]> weights, InferenceDevice device)
    {
        var store = new VariableStore(device, seed: 1);
        store.Add(graph);
        foreach (var name in store.Names.ToArray()) store.Write(name, weights[name]);
        return store;
    }
}
