using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Graphs;

/// <summary>What of a graph is not computed: fed with every run, kept from run to run, or fixed.</summary>
internal abstract record Leaf : Operator
{
    public sealed override void Emit(GraphEmitter emitter, GraphNode node) => throw new InvalidOperationException("the emitter writes leaves itself");
}

/// <summary>Fed with every run.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Type">Its elements and shape.</param>
/// <param name="Least">Integers: the smallest value allowed.</param>
/// <param name="Most">Integers: the largest value allowed.</param>
/// <param name="IsNoise">Whether the trainer feeds it with uniform numbers from 0 to below 1.</param>
internal sealed record GraphInput(string Key, TensorType Type, long Least = long.MinValue, long Most = long.MaxValue, bool IsNoise = false) : Leaf
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs) => [Type];
}

/// <summary>Kept from run to run.</summary>
/// <param name="Key">Its name, unique in the graph and the same in every graph of a model.</param>
/// <param name="Type">Its elements and shape.</param>
/// <param name="Initial">Where it begins.</param>
/// <param name="IsTrained">Whether an optimiser changes it; else it is a running statistic or the optimiser's own.</param>
/// <param name="Decays">Whether weight decay pulls it to zero.</param>
internal sealed record Variable(string Key, TensorType Type, Initializer Initial, bool IsTrained, bool Decays) : Leaf
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs) => [Type];
}

/// <summary>Fixed numbers, of the graph's own type.</summary>
internal sealed record NumberConstant(double[] Values, TensorType Type) : Leaf
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        Require(Values.Length == Type.Shape.Elements, $"{Values.Length} numbers do not fill {Type.Shape}");
        return [Type];
    }
}

/// <summary>Fixed integers.</summary>
internal sealed record IntegerConstant(long[] Values, Shape Shape) : Leaf
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        Require(Values.Length == Shape.Elements, $"{Values.Length} integers do not fill {Shape}");
        return [new TensorType(TensorElement.Int64, Shape)];
    }
}
