using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Gradients;

/// <summary>The rule of every operator that has one.</summary>
internal static class GradientRules
{
    /// <summary>Operator types to rules.</summary>
    public static IReadOnlyDictionary<Type, GradientRule> All { get; } = new Dictionary<Type, GradientRule>
    {
        [typeof(Add)] = ElementwiseRules.Add,
        [typeof(Sub)] = ElementwiseRules.Sub,
        [typeof(Mul)] = ElementwiseRules.Mul,
        [typeof(Div)] = ElementwiseRules.Div,
        [typeof(Pow)] = ElementwiseRules.Pow,
        [typeof(Max)] = ElementwiseRules.Max,
        [typeof(Min)] = ElementwiseRules.Min,
        [typeof(Neg)] = ElementwiseRules.Neg,
        [typeof(Exp)] = ElementwiseRules.Exp,
        [typeof(Log)] = ElementwiseRules.Log,
        [typeof(Sqrt)] = ElementwiseRules.Sqrt,
        [typeof(Abs)] = ElementwiseRules.Abs,
        [typeof(Where)] = ElementwiseRules.Where,
        [typeof(Erf)] = ActivationRules.Erf,
        [typeof(Tanh)] = ActivationRules.Tanh,
        [typeof(Sigmoid)] = ActivationRules.Sigmoid,
        [typeof(Relu)] = ActivationRules.Relu,
        [typeof(Gelu)] = ActivationRules.Gelu,
        [typeof(Softmax)] = ActivationRules.Softmax,
        [typeof(LogSoftmax)] = ActivationRules.LogSoftmax,
        [typeof(ReduceSum)] = ReductionRules.Sum,
        [typeof(ReduceMean)] = ReductionRules.Mean,
        [typeof(ReduceMax)] = ReductionRules.Max,
        [typeof(ReduceSumSquare)] = ReductionRules.SumSquare,
        [typeof(Reshape)] = ShapingRules.Reshape,
        [typeof(Transpose)] = ShapingRules.Transpose,
        [typeof(Concat)] = ShapingRules.Concat,
        [typeof(Slice)] = ShapingRules.Slice,
        [typeof(Flip)] = ShapingRules.Flip,
        [typeof(Pad)] = ShapingRules.Pad,
        [typeof(Expand)] = ShapingRules.Expand,
        [typeof(MatMul)] = MatrixRules.MatMul,
        [typeof(Gemm)] = MatrixRules.Gemm,
        [typeof(Gather)] = IndexingRules.Gather,
        [typeof(Conv)] = ConvolutionRules.Conv,
        [typeof(ConvTranspose)] = ConvolutionRules.ConvTranspose,
        [typeof(AveragePool)] = PoolingRules.Average,
        [typeof(MaxPool)] = PoolingRules.Max,
        [typeof(LayerNormalization)] = NormalizationRules.Layer,
        [typeof(BatchNormalization)] = NormalizationRules.Batch,
        [typeof(FixedNormalization)] = NormalizationRules.Fixed,
    };

    /// <summary>Operators through which no gradient goes: steps, whose gradient is 0 nearly everywhere, and the stop.</summary>
    public static IReadOnlySet<Type> Stops { get; } = new HashSet<Type> { typeof(StopGradient), typeof(Sign), typeof(Cast), typeof(Greater), typeof(Less), typeof(Equal) };
}
