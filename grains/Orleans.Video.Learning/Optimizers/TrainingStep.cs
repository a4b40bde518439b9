using Orleans.Video.Learning.Gradients;
using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Optimizers;

/// <summary>A graph with a loss, its gradients and an optimiser: one run of it is one step of training.</summary>
public sealed class TrainingStep
{
    /// <summary>The input with the learning rate.</summary>
    public const string Rate = "rate";

    /// <summary>The input with the number of the step, from 1.</summary>
    public const string Number = "step";

    /// <summary>The result with the loss.</summary>
    public const string Loss = "loss";

    /// <summary>The result with the length of all gradients as one vector, before it is clipped.</summary>
    public const string GradientNorm = "gradient norm";

    private const string Average = "average/";

    private TrainingStep(Graph graph, Optimizer optimizer, IReadOnlyDictionary<string, Tensor> results)
    {
        Graph = graph;
        Optimizer = optimizer;
        Results = results;
    }

    /// <summary>The graph, with the updates of its variables.</summary>
    public Graph Graph { get; }

    /// <summary>What changes the parameters.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>What a step gives: the loss, the gradients' norm, and the measures asked for.</summary>
    public IReadOnlyDictionary<string, Tensor> Results { get; }

    /// <summary>The variable that holds the average of a parameter, where an average is kept.</summary>
    public static string AverageOf(string parameter) => Average + parameter;

    /// <summary>Adds gradients and optimiser to the graph of a loss.</summary>
    /// <param name="loss">One number; every parameter of its graph is trained.</param>
    /// <param name="optimizer">What changes the parameters.</param>
    /// <param name="measures">Further results of each step, by name.</param>
    /// <param name="isTrained">Which parameters change, by name; null for all. The others are left as they are.</param>
    /// <exception cref="GraphException">The loss is not one number, there is nothing to train, or an operator has no gradient.</exception>
    /// <exception cref="ArgumentException">An option of the optimiser is wrong.</exception>
    public static TrainingStep Build(Tensor loss, Optimizer optimizer, IReadOnlyDictionary<string, Tensor>? measures = null, Func<string, bool>? isTrained = null)
    {
        optimizer.Check();
        var graph = loss.Graph;
        Tensor[] parameters = [.. graph.Parameters.Where(p => isTrained is null || isTrained(((Variable)p.Node.Operator).Key))];
        if (parameters.Length == 0) throw new GraphException("", nameof(TrainingStep), $"graph '{graph.Name}' has no parameter to train");
        var gradients = Gradient.Of(loss, parameters);
        var rate = graph.Input(Rate, []);
        var step = graph.Input(Number, []);
        var norm = gradients.Select(static g => g.SumOfSquares().Reshape([])).Aggregate(static (a, b) => a + b).Sqrt();
        // Past the limit every gradient is scaled by the same number, so that together they keep their direction.
        var clip = optimizer.ClipNorm is { } limit ? (graph.Constant(limit) / (norm + 1e-6)).Minimum(1) : null;
        for (var i = 0; i < parameters.Length; i++)
        {
            var variable = (Variable)parameters[i].Node.Operator;
            var gradient = clip is null ? gradients[i] : gradients[i] * clip;
            var next = optimizer.Next(parameters[i], variable.Key, gradient, rate, step, variable.Decays ? optimizer.WeightDecay : 0);
            graph.Update(parameters[i], next);
            if (optimizer.AverageDecay is { } decay) KeepAverage(variable.Key, next, decay, step);
        }

        var results = new Dictionary<string, Tensor>(measures ?? new Dictionary<string, Tensor>(), StringComparer.Ordinal) { [Loss] = loss, [GradientNorm] = norm };
        return new TrainingStep(graph, optimizer, results);
    }

    // The first step leaves nothing of where the average began; then it leaves more and more, up to what was asked for.
    private static void KeepAverage(string name, Tensor next, double decay, Tensor step)
    {
        var average = next.Graph.State(AverageOf(name), next.Shape, Initializer.Zeros);
        var kept = ((step - 1) / (step + 9)).Minimum(decay);
        next.Graph.Update(average, average * kept + next * (1 - kept));
    }
}
