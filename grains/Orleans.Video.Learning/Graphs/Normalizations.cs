using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Graphs;

/// <summary>Normalisations, and noise that keeps a network from leaning on single numbers.</summary>
public static class Normalizations
{
    /// <summary>The last axis with mean 0 and deviation 1, then scaled and shifted; arXiv 1607.06450.</summary>
    /// <param name="x"><c>[…, D]</c>.</param>
    /// <param name="scale"><c>[D]</c>.</param>
    /// <param name="bias"><c>[D]</c>.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static Tensor LayerNormalization(this Tensor x, Tensor scale, Tensor bias, float epsilon = 1e-5f) => x.Graph.Add(new LayerNormalization(epsilon), x, scale, bias);

    /// <summary>Every channel with mean 0 and deviation 1 over the batch and all axes behind the channels, then scaled and shifted; arXiv 1502.03167.</summary>
    /// <param name="x"><c>[N, C, …]</c>.</param>
    /// <param name="scale"><c>[C]</c>.</param>
    /// <param name="bias"><c>[C]</c>.</param>
    /// <param name="runningMean"><c>[C]</c>, a state that follows the batches' means.</param>
    /// <param name="runningVariance"><c>[C]</c>, a state that follows the batches' variances.</param>
    /// <param name="momentum">How much of the running statistics a batch leaves, 0 to 1.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static Tensor BatchNormalization(
        this Tensor x, Tensor scale, Tensor bias, Tensor? runningMean = null, Tensor? runningVariance = null, double momentum = 0.9, float epsilon = 1e-5f)
    {
        var outputs = x.Graph.Append(new BatchNormalization(epsilon), x, scale, bias).Outputs;
        if (runningMean is not null) x.Graph.Update(runningMean, runningMean * momentum + outputs[1] * (1 - momentum));
        if (runningVariance is null) return outputs[0];
        // The variance of a sample leans low: n ÷ (n − 1) sets it right, as everybody who serves by running statistics expects.
        var count = x.Shape.Elements / x.Shape[1];
        x.Graph.Update(runningVariance, runningVariance * momentum + outputs[2] * ((1 - momentum) * count / Math.Max(1, count - 1)));
        return outputs[0];
    }

    /// <summary>Batch normalisation by fixed statistics, as it serves.</summary>
    public static Tensor FixedNormalization(this Tensor x, Tensor scale, Tensor bias, Tensor mean, Tensor variance, float epsilon = 1e-5f) =>
        x.Graph.Add(new FixedNormalization(epsilon), x, scale, bias, mean, variance);

    /// <summary>Vectors along an axis brought to length one; a vector of zeros stays one.</summary>
    public static Tensor UnitLength(this Tensor x, int axis = -1, double epsilon = 1e-12) => x / (x.SumOfSquares(axis) + epsilon).Sqrt();

    /// <summary>Numbers dropped at random, the others scaled up to make up for it; the same seed and step drop the same.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="share">The share that is dropped, 0 to below 1.</param>
    public static Tensor Dropout(this Tensor x, double share)
    {
        if (share is < 0 or >= 1) throw new GraphException("", "Dropout", $"a share of {share} is not from 0 to below 1");
        if (share == 0) return x;
        var kept = x.Graph.Noise(x.Shape).Less(x.Graph.Constant(share)).Where(x.Graph.Constant(0), x.Graph.Constant(1 / (1 - share)));
        return x * kept;
    }
}

internal sealed record LayerNormalization(float Epsilon) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        RequireNumbers(inputs);
        Shape width = [inputs[0].Shape[-1]];
        Require(inputs[1].Shape.Equals(width) && inputs[2].Shape.Equals(width), $"scale {inputs[1]} and bias {inputs[2]} are not one number for each of the last axis of {inputs[0]}");
        return [new TensorType(inputs[0].Element, inputs[0].Shape)];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Node(node, "LayerNormalization", NodeAttribute.Of("axis", -1L), NodeAttribute.Of("epsilon", Epsilon));
}

/// <summary>Gives the normalised numbers; then mean and variance <c>[C]</c> of the batch and the input less its mean, through which no gradient goes.</summary>
internal sealed record BatchNormalization(float Epsilon) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        RequireNumbers(inputs);
        var shape = inputs[0].Shape;
        Require(shape.Rank >= 2, $"{inputs[0]} has no channels");
        Shape channels = [shape[1]];
        Require(inputs[1].Shape.Equals(channels) && inputs[2].Shape.Equals(channels), $"scale {inputs[1]} and bias {inputs[2]} are not one number for each channel of {inputs[0]}");
        Require(shape.Elements > shape[1], $"{inputs[0]} has one number a channel, whose variance is always 0");
        return [new TensorType(inputs[0].Element, shape), new TensorType(inputs[0].Element, channels), new TensorType(inputs[0].Element, channels), new TensorType(inputs[0].Element, shape)];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node)
    {
        var (writer, shape) = (emitter.Writer, node.Inputs[0].Shape);
        var (x, scale, bias) = (emitter[node.Inputs[0]], emitter[node.Inputs[1]], emitter[node.Inputs[2]]);
        var axes = NodeAttribute.Ints("axes", [.. BatchAxes(shape).Select(static a => (long)a)]);
        var wide = writer.Row(WideChannels(shape).Longs);
        var narrow = writer.Row(shape[1]);
        var mean = writer.Node("ReduceMean", [x], axes);
        var centred = writer.Node("Sub", [x, mean]);
        var squares = writer.Node("ReduceSumSquare", [centred], axes);
        var variance = writer.Node("Mul", [squares, emitter.Scalar((double)shape[1] / shape.Elements)]);
        var deviation = writer.Node("Sqrt", [writer.Node("Add", [variance, emitter.Scalar(Epsilon)])]);
        var gain = writer.Node("Div", [writer.Node("Reshape", [scale, wide]), deviation]);
        var scaled = writer.Node("Mul", [centred, gain]);
        emitter.Give(node, writer.Node("Add", [scaled, writer.Node("Reshape", [bias, wide])]));
        emitter.Give(node, writer.Node("Reshape", [mean, narrow]), 1);
        emitter.Give(node, writer.Node("Reshape", [variance, narrow]), 2);
        emitter.Give(node, centred, 3);
    }

    /// <summary>All axes but the channels'.</summary>
    public static int[] BatchAxes(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Where(static a => a != 1)];

    /// <summary>The shape of one number a channel that repeats over the other axes.</summary>
    public static Shape WideChannels(Shape shape) => [.. shape.Select(static (size, axis) => axis == 1 ? size : 1)];
}

internal sealed record FixedNormalization(float Epsilon) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        RequireNumbers(inputs);
        var shape = inputs[0].Shape;
        Require(shape.Rank >= 2 && inputs.Skip(1).All(i => i.Shape.Equals([shape[1]])), $"scale, bias, mean and variance are not all one number for each channel of {inputs[0]}");
        return [new TensorType(inputs[0].Element, shape)];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node) => emitter.Node(node, "BatchNormalization", NodeAttribute.Of("epsilon", Epsilon));
}
