namespace Orleans.Video.Learning.Graphs;

/// <summary>An operator at its place in a graph.</summary>
internal sealed class GraphNode
{
    public GraphNode(Graph graph, int id, Operator op, IReadOnlyList<Tensor> inputs, string layer, IReadOnlyList<TensorType> outputs)
    {
        Graph = graph;
        Id = id;
        Operator = op;
        Inputs = inputs;
        Layer = layer;
        Outputs = [.. outputs.Select((type, i) => new Tensor(this, i, type.Element, type.Shape))];
    }

    public Graph Graph { get; }

    /// <summary>Nodes are numbered in the order in which they were added, so inputs always have smaller numbers.</summary>
    public int Id { get; }

    public Operator Operator { get; }

    public IReadOnlyList<Tensor> Inputs { get; }

    public IReadOnlyList<Tensor> Outputs { get; }

    /// <summary>The layer that was open when it was added; empty at the top.</summary>
    public string Layer { get; }
}
