using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Graphs;

/// <summary>What a node does, with its attributes: which shapes it takes and gives, and how it is written as ONNX.</summary>
internal abstract record Operator
{
    /// <summary>The operator's name; where nothing else is said, it is also that of the ONNX operator.</summary>
    public string Name => GetType().Name;

    /// <summary>The types of the outputs.</summary>
    /// <exception cref="GraphException">The inputs do not fit.</exception>
    public abstract IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs);

    /// <summary>Writes the node; the emitter knows its inputs, and is told the name of each output.</summary>
    public abstract void Emit(GraphEmitter emitter, GraphNode node);

    /// <summary>Refuses an input that does not hold numbers of the graph's own type.</summary>
    protected static void RequireNumbers(IReadOnlyList<Tensor> inputs)
    {
        foreach (var input in inputs)
            if (!input.IsNumber) throw new GraphException($"{input} does not hold {input.Graph.Element} numbers");
    }

    /// <summary>Refuses what does not hold.</summary>
    protected static void Require(bool holds, string cause)
    {
        if (!holds) throw new GraphException(cause);
    }
}

/// <summary>Elements and shape of an output.</summary>
internal readonly record struct TensorType(TensorElement Element, Shape Shape);
