namespace Orleans.Video.Learning.Graphs;

/// <summary>A graph that cannot be built. The message names the layer and the operation, and says what does not fit.</summary>
public sealed class GraphException : Exception
{
    /// <summary>What does not fit, where the layer is not known yet.</summary>
    public GraphException(string cause)
        : base(cause)
    {
    }

    /// <summary>What does not fit, and where.</summary>
    public GraphException(string layer, string operation, string cause, Exception? inner = null)
        : base($"{(layer.Length == 0 ? "" : $"layer '{layer}': ")}{operation}: {cause}", inner) => Layer = layer;

    /// <summary>The layer, or null where it is not known.</summary>
    public string? Layer { get; }
}
