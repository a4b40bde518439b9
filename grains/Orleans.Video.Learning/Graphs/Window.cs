using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Graphs;

/// <summary>How a kernel moves over the axes behind batch and channels.</summary>
/// <param name="Kernel">Its size in each axis.</param>
/// <param name="Strides">Steps from one place to the next, 1 or more.</param>
/// <param name="Before">Zeros before each axis, 0 or more.</param>
/// <param name="Behind">Zeros behind each axis, 0 or more.</param>
/// <param name="Dilations">Steps from one tap of the kernel to the next, 1 or more.</param>
internal sealed record Window(int[] Kernel, int[] Strides, int[] Before, int[] Behind, int[] Dilations)
{
    /// <summary>How many axes it moves over.</summary>
    public int Rank => Kernel.Length;

    /// <summary>The same in every axis.</summary>
    public static Window Of(IEnumerable<int> kernel, int stride = 1, int padding = 0, int dilation = 1)
    {
        int[] sizes = [.. kernel];
        return new Window(sizes, Same(stride), Same(padding), Same(padding), Same(dilation));

        int[] Same(int value) => [.. Enumerable.Repeat(value, sizes.Length)];
    }

    /// <summary>Places from the first tap to the last, and one.</summary>
    public int Extent(int axis) => Dilations[axis] * (Kernel[axis] - 1) + 1;

    /// <summary>The size that an axis of the input becomes.</summary>
    /// <exception cref="GraphException">The kernel does not fit into it, or a number is out of range.</exception>
    public int Length(int axis, int input)
    {
        if (Strides[axis] < 1 || Dilations[axis] < 1 || Kernel[axis] < 1 || Before[axis] < 0 || Behind[axis] < 0)
            throw new GraphException("kernel, stride and dilation are 1 or more, pads 0 or more");
        var room = input + Before[axis] + Behind[axis] - Extent(axis);
        return room >= 0 ? room / Strides[axis] + 1 : throw new GraphException($"a kernel of {Extent(axis)} places does not fit into {input} with pads {Before[axis]} and {Behind[axis]}");
    }

    /// <summary>The shape that <c>[N, C, …]</c> becomes with other channels.</summary>
    public Shape Output(Shape input, int channels)
    {
        if (input.Rank != Rank + 2) throw new GraphException($"{input} has {input.Rank} axes; a kernel over {Rank} takes {Rank + 2}");
        return [input[0], channels, .. Enumerable.Range(0, Rank).Select(i => Length(i, input[i + 2]))];
    }

    /// <summary>Whether at every place of an axis at least one tap is not in the pads.</summary>
    public bool SeesInput(int axis, int input) => Enumerable.Range(0, Length(axis, input)).All(place =>
        Enumerable.Range(0, Kernel[axis]).Any(tap => place * Strides[axis] - Before[axis] + tap * Dilations[axis] is var seen && seen >= 0 && seen < input));

    /// <summary>The kernel's taps, the last axis fastest.</summary>
    public IEnumerable<int[]> Taps()
    {
        var count = Kernel.Aggregate(1, static (a, b) => a * b);
        for (var i = 0; i < count; i++)
        {
            var tap = new int[Rank];
            for (var (axis, left) = (Rank - 1, i); axis >= 0; left /= Kernel[axis], axis--) tap[axis] = left % Kernel[axis];
            yield return tap;
        }
    }

    public NodeAttribute[] Attributes(params ReadOnlySpan<NodeAttribute> more) =>
        [NodeAttribute.Ints("strides", Longs(Strides)), NodeAttribute.Ints("pads", Longs([.. Before, .. Behind])), .. more];

    public NodeAttribute DilationsAttribute => NodeAttribute.Ints("dilations", Longs(Dilations));

    public NodeAttribute KernelAttribute => NodeAttribute.Ints("kernel_shape", Longs(Kernel));

    private static long[] Longs(int[] values) => [.. values.Select(static v => (long)v)];
}
