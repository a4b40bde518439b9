using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Tests.Gradients;

/// <summary>What numbers an input holds.</summary>
internal enum Numbers
{
    /// <summary>Around 0, but never so near that a small step crosses it.</summary>
    Any,

    /// <summary>From 0.5 to 2.</summary>
    Positive,

    /// <summary>No two so near that a small step makes them change places.</summary>
    Distinct,
}

/// <summary>A function of some inputs.</summary>
internal sealed record GradientCase(Func<Graph, Tensor[], Tensor> Build, params (Shape Shape, Numbers Numbers)[] Inputs)
{
    public GradientCase(Func<Graph, Tensor[], Tensor> build, params Shape[] shapes)
        : this(build, [.. shapes.Select(s => (s, Numbers.Any))])
    {
    }

    public double[][] Values(int seed)
    {
        var random = new Random(seed);
        return [.. Inputs.Select(input => Fill(random, input.Shape.Elements, input.Numbers))];
    }

    public override string ToString() => string.Join(" ", Inputs.Select(i => i.Shape));

    private static double[] Fill(Random random, int count, Numbers numbers)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = numbers switch
            {
                Numbers.Positive => 0.5 + 1.5 * random.NextDouble(),
                Numbers.Distinct => (i - count / 2.0 + 0.5 * random.NextDouble() + 0.1) / 4,
                _ => (0.05 + 1.5 * random.NextDouble()) * (random.Next(2) * 2 - 1),
            };
        }

        if (numbers == Numbers.Distinct) random.Shuffle(values);
        return values;
    }
}
