using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Graphs;

/// <summary>Means and largest numbers of neighbourhoods, over one, two or three axes.</summary>
public static class Pooling
{
    /// <summary>Means of neighbourhoods.</summary>
    /// <param name="x"><c>[N, C, …]</c>.</param>
    /// <param name="kernel">Size in every axis.</param>
    /// <param name="stride">Step in every axis; null is the kernel's size.</param>
    /// <param name="padding">Zeros on either side of every axis, fewer than the kernel's size.</param>
    /// <param name="countPadding">Whether the zeros count in the mean.</param>
    public static Tensor AveragePool(this Tensor x, int kernel, int? stride = null, int padding = 0, bool countPadding = false) =>
        x.AveragePool(Window.Of(Enumerable.Repeat(kernel, x.Shape.Rank - 2), stride ?? kernel, padding), countPadding);

    /// <summary>Largest numbers of neighbourhoods.</summary>
    /// <param name="x"><c>[N, C, …]</c>.</param>
    /// <param name="kernel">Size in every axis.</param>
    /// <param name="stride">Step in every axis; null is the kernel's size.</param>
    /// <param name="padding">Places on either side of every axis that are never the largest, fewer than the kernel's size.</param>
    /// <param name="dilation">Step from one place of a neighbourhood to the next.</param>
    public static Tensor MaxPool(this Tensor x, int kernel, int? stride = null, int padding = 0, int dilation = 1) =>
        x.MaxPool(Window.Of(Enumerable.Repeat(kernel, x.Shape.Rank - 2), stride ?? kernel, padding, dilation));

    internal static Tensor AveragePool(this Tensor x, Window window, bool countPadding) => x.Graph.Add(new AveragePool(window, countPadding), x);

    internal static Tensor MaxPool(this Tensor x, Window window) => x.Graph.Add(new MaxPool(window), x);
}

internal sealed record AveragePool(Window Window, bool CountPadding) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        RequireNumbers(inputs);
        Require(Window.Dilations.All(static d => d == 1), "a mean of neighbours has no dilation");
        Require(Enumerable.Range(0, Window.Rank).All(i => Window.Before[i] < Window.Kernel[i] && Window.Behind[i] < Window.Kernel[i]), "pads are fewer than the kernel's size");
        return [new TensorType(inputs[0].Element, Window.Output(inputs[0].Shape, inputs[0].Shape[1]))];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node)
    {
        if (emitter.Element == TensorElement.Double) emitter.Give(node, DoubleKernels.AveragePool(emitter, node, this));
        else emitter.Node(node, "AveragePool", Window.Attributes(Window.KernelAttribute, NodeAttribute.Of("count_include_pad", CountPadding ? 1L : 0L)));
    }

    /// <summary>One part in how many numbers of each mean are counted, <c>[1, 1, …]</c>.</summary>
    public double[] Shares(Shape input)
    {
        double[] shares = [1];
        for (var axis = 0; axis < Window.Rank; axis++)
        {
            var (size, count) = (input[axis + 2], Window.Length(axis, input[axis + 2]));
            double[] line = [.. Enumerable.Range(0, count).Select(place =>
            {
                var from = place * Window.Strides[axis] - Window.Before[axis];
                var counted = CountPadding ? Window.Kernel[axis] : Math.Min(from + Window.Kernel[axis], size) - Math.Max(from, 0);
                return 1.0 / counted;
            })];
            shares = [.. shares.SelectMany(share => line.Select(l => share * l))];
        }

        return shares;
    }
}

/// <summary>Gives the largest numbers, and the place of each in the whole input.</summary>
internal sealed record MaxPool(Window Window) : Operator
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<Tensor> inputs)
    {
        RequireNumbers(inputs);
        Require(Enumerable.Range(0, Window.Rank).All(i => Window.Before[i] < Window.Kernel[i] && Window.Behind[i] < Window.Kernel[i]), "pads are fewer than the kernel's size");
        var shape = Window.Output(inputs[0].Shape, inputs[0].Shape[1]);
        Require(Enumerable.Range(0, Window.Rank).All(i => Window.SeesInput(i, inputs[0].Shape[i + 2])), "a neighbourhood lies wholly in the pads and has no largest number");
        return [new TensorType(inputs[0].Element, shape), new TensorType(TensorElement.Int64, shape)];
    }

    public override void Emit(GraphEmitter emitter, GraphNode node)
    {
        string[] outputs = [$"largest.{node.Id}", $"places.{node.Id}"];
        emitter.Writer.Nodes(outputs, "MaxPool", emitter.Names(node), Window.Attributes(Window.DilationsAttribute, Window.KernelAttribute));
        for (var i = 0; i < outputs.Length; i++) emitter.Give(node, outputs[i], i);
    }
}
