using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Gradients;

/// <summary>Reverse-mode differentiation: emits the nodes that compute gradients into the graph that they are of.</summary>
public static class Gradient
{
    /// <summary>The gradients of one number.</summary>
    /// <param name="loss">A tensor that holds one number.</param>
    /// <param name="wanted">What it is differentiated by.</param>
    /// <returns>A tensor for each of <paramref name="wanted"/>, of its shape; zeros where the loss does not depend on it.</returns>
    /// <exception cref="GraphException">The loss holds several numbers, or an operator on the way has no rule; the message names the layer.</exception>
    public static IReadOnlyList<Tensor> Of(Tensor loss, IReadOnlyList<Tensor> wanted) => Of(loss, wanted, GradientRules.All);

    internal static IReadOnlyList<Tensor> Of(Tensor loss, IReadOnlyList<Tensor> wanted, IReadOnlyDictionary<Type, GradientRule> rules)
    {
        if (loss.Shape.Elements != 1 || !loss.IsNumber) throw new GraphException(loss.Node.Layer, nameof(Gradient), $"a loss is one number, not {loss}");
        var graph = loss.Graph;
        var nodes = GraphEmitter.Needed([loss]);
        var relevant = Relevant(nodes, wanted);
        var gradients = new Dictionary<Tensor, Tensor> { [loss] = graph.Full(loss.Shape, 1) };
        foreach (var node in nodes.Reverse())
        {
            if (!node.Outputs.Any(gradients.ContainsKey) || node.Operator is Leaf || wanted.Contains(node.Outputs[0]) || !relevant.Contains(node.Outputs[0])) continue;
            if (node.Outputs.Skip(1).Any(gradients.ContainsKey)) throw new GraphException(node.Layer, node.Operator.Name, "no gradient goes through its further outputs; stop it there");
            Back(node, rules, relevant, gradients);
        }

        return [.. wanted.Select(w => gradients.TryGetValue(w, out var found) ? found : graph.Full(w.Shape, 0))];
    }

    private static void Back(GraphNode node, IReadOnlyDictionary<Type, GradientRule> rules, HashSet<Tensor> relevant, Dictionary<Tensor, Tensor> gradients)
    {
        if (!rules.TryGetValue(node.Operator.GetType(), out var rule))
            throw new GraphException(node.Layer, node.Operator.Name, "has no gradient rule; stop the gradient before it, or add a rule");
        using var layer = node.Layer.Length == 0 ? null : node.Graph.Layer(node.Layer);
        var given = rule(new RuleCall(node, gradients[node.Outputs[0]], i => relevant.Contains(node.Inputs[i])));
        for (var i = 0; i < given.Length; i++)
        {
            if (given[i] is not { } gradient) continue;
            var input = node.Inputs[i];
            if (!gradient.Shape.Equals(input.Shape)) throw new GraphException(node.Layer, node.Operator.Name, $"its rule gives {gradient} for the input {input}");
            gradients[input] = gradients.TryGetValue(input, out var before) ? before + gradient : gradient;
        }
    }

    // What lies on a way from something wanted to the loss.
    private static HashSet<Tensor> Relevant(IReadOnlyList<GraphNode> nodes, IReadOnlyList<Tensor> wanted)
    {
        var relevant = new HashSet<Tensor>(wanted);
        foreach (var node in nodes)
        {
            if (GradientRules.Stops.Contains(node.Operator.GetType()) || !node.Inputs.Any(relevant.Contains)) continue;
            foreach (var output in node.Outputs)
                if (output.IsNumber) relevant.Add(output);
        }

        return relevant;
    }
}
