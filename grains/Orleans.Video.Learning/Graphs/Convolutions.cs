using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Graphs;

/// <summary>Convolutions over one, two or three axes.</summary>
public static class Convolutions
{
    /// <summary>A convolution; as many groups as channels make it depth-wise.</summary>
    /// <param name="x"><c>[N, C, …]</c>.</param>
    /// <param name="weights"><c>[M, C ÷ groups, kernel…]</c>.</param>
    /// <param name="bias"><c>[M]</c>, or null.</param>
    /// <param name="stride">Step of the kernel in every axis.</param>
    /// <param name="padding">Zeros on either side of every axis.</param>
    /// <param name="dilation">Step from one tap of the kernel to the next.</param>
    /// <param name="groups">Groups of channels that do not see one another; divides C and M.</param>
    /// <returns><c>[N, M, …]</c>.</returns>
    public static Tensor Conv(this Tensor x, Tensor weights, Tensor? bias = null, int stride = 1, int padding = 0, int dilation = 1, int groups = 1) =>
        x.Conv(weights, Window.Of(weights.Shape.Skip(2), stride, padding, dilation), groups, bias);

    /// <summary>A convolution over one axis that sees only what is before: zeros are put before the first place alone.</summary>
    public static Tensor CausalConv(this Tensor x, Tensor weights, int dilation = 1)
    {
        var window = Window.Of(weights.Shape.Skip(2), dilation: dilation);
        return x.Conv(weights, window with { Before = [window.Extent(0) - 1] }, groups: 1);
    }

    internal static Tensor Conv(this Tensor x, Tensor weights, Window window, int groups, Tensor? bias = null) =>
        bias is null ? x.Graph.Add(new Conv(window, groups), x, weights) : x.Graph.Add(new Conv(window, groups), x, weights, bias);

    /// <summary>What a convolution's input gets from its output: <c>[N, M, …]</c> and weights <c>[M, C ÷ groups, kernel…]</c> to <c>[N, C, …]</c> of the given shape.</summary>
    internal static Tensor ConvTranspose(this Tensor x, Tensor weights, Window window, int groups, Shape shape) => x.Graph.Add(new ConvTranspose(window, groups, shape), x, weights);
}

internal sealed record Conv(Window Window, int Groups) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        RequireNumbers(inputs);
        var (input, weights) = (inputs[0].Shape, inputs[1].Shape);
        Require(weights.Rank >= 3, $"the weights {inputs[1]} have no kernel");
        Require(Groups >= 1 && weights[0] % Groups == 0, $"{Groups} groups do not divide {weights[0]} channels out");
        Require(input.Rank == weights.Rank, $"{inputs[0]} and weights {inputs[1]} have different numbers of axes");
        Require(input[1] == weights[1] * Groups, $"{inputs[0]} has {input[1]} channels, the weights {inputs[1]} take {weights[1]} in each of {Groups} group(s)");
        if (inputs.Count > 2) Require(inputs[2].Shape.Equals([weights[0]]), $"the bias {inputs[2]} is not one number for each of {weights[0]} channels");
        return [new TensorType(inputs[0].Element, Window.Output(input, weights[0]))];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node)
    {
        if (emitter.Element == TensorElement.Double) emitter.Give(node, DoubleKernels.Conv(emitter, node, Window, Groups));
        else emitter.Node(node, "Conv", Window.Attributes(Window.DilationsAttribute, Window.KernelAttribute, NodeAttribute.Of("group", Groups)));
    }
}

internal sealed record ConvTranspose(Window Window, int Groups, Shape Shape) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        RequireNumbers(inputs);
        var (input, weights) = (inputs[0].Shape, inputs[1].Shape);
        Require(Shape[0] == input[0] && Shape[1] == weights[1] * Groups, $"{Shape} is not what {inputs[0]} and weights {inputs[1]} give");
        Require(Window.Output(Shape, weights[0]).Equals(input), $"{Shape} does not become {inputs[0]} by the convolution that this turns back");
        return [new TensorType(inputs[0].Element, Shape)];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node)
    {
        if (emitter.Element == TensorElement.Double)
        {
            emitter.Give(node, DoubleKernels.ConvTranspose(emitter, node, Window, Groups));
            return;
        }

        // What the strides leave over at the end of an axis.
        var rest = Enumerable.Range(0, Window.Rank).Select(i => (long)(Shape[i + 2] + Window.Before[i] + Window.Behind[i] - Window.Extent(i)) % Window.Strides[i]);
        emitter.Node(node, "ConvTranspose", Window.Attributes(
            Window.DilationsAttribute, Window.KernelAttribute, NodeAttribute.Of("group", Groups), NodeAttribute.Ints("output_padding", [.. rest])));
    }
}
