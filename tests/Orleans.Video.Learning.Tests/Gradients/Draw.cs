using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Tests.Gradients;

/// <summary>Random shapes and attributes of one case.</summary>
internal sealed class Draw(int seed)
{
    private readonly Random _random = new(seed);

    public int Int(int least, int most) => _random.Next(least, most + 1);

    public bool Coin() => _random.Next(2) == 0;

    public T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];

    public Shape Shape(int leastRank = 1, int mostRank = 4, int mostSize = 4) => [.. Enumerable.Range(0, Int(leastRank, mostRank)).Select(_ => Int(1, mostSize))];

    /// <summary>A shape that repeats to another: some axes of one, some of the first ones missing.</summary>
    public Shape Repeatable(Shape shape) => [.. shape.Skip(Int(0, shape.Rank)).Select(size => Coin() ? 1 : size)];

    public int[] Order(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        _random.Shuffle(order);
        return order;
    }

    public int[] Axes(Shape shape) => [.. Order(shape.Rank).Take(Int(1, shape.Rank))];

    /// <summary>A kernel with strides, pads and dilations, and an input <c>[N, C, …]</c> that it fits into.</summary>
    public (Window Window, Shape Input) Window(int channels, bool dilates = true, bool pools = false, int? rank = null)
    {
        var axes = rank ?? Int(1, 3);
        int[] kernel = new int[axes], strides = new int[axes], before = new int[axes], behind = new int[axes], dilations = new int[axes], sizes = new int[axes];
        for (var i = 0; i < axes; i++)
        {
            kernel[i] = Int(1, 3);
            strides[i] = Int(1, 3);
            dilations[i] = dilates ? Int(1, 2) : 1;
            before[i] = Int(0, pools ? kernel[i] - 1 : 2);
            behind[i] = Int(0, pools ? kernel[i] - 1 : 2);
            var extent = dilations[i] * (kernel[i] - 1) + 1;
            sizes[i] = Math.Max(1, extent - before[i] - behind[i]) + Int(0, axes == 3 ? 2 : 4);
        }

        return (new Window(kernel, strides, before, behind, dilations), [Int(1, 2), channels, .. sizes]);
    }
}
