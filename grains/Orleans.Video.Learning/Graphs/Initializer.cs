using Orleans.Video.Inference.Starter;

namespace Orleans.Video.Learning.Graphs;

/// <summary>Where the numbers of a variable begin. The same seed, name and shape give the same numbers on every machine, whatever else is in the graph.</summary>
public sealed class Initializer
{
    private readonly Func<SeededGenerator, int, float[]> _fill;

    private Initializer(string text, Func<SeededGenerator, int, float[]> fill)
    {
        Text = text;
        _fill = fill;
    }

    /// <summary>All zeros.</summary>
    public static Initializer Zeros { get; } = Constant(0);

    /// <summary>All ones.</summary>
    public static Initializer Ones { get; } = Constant(1);

    /// <summary>What it is, for people.</summary>
    public string Text { get; }

    /// <summary>One number everywhere.</summary>
    public static Initializer Constant(float value) => new($"{value}", (_, count) => [.. Enumerable.Repeat(value, count)]);

    /// <summary>Normal numbers of mean 0.</summary>
    /// <param name="deviation">Their deviation, above 0.</param>
    public static Initializer Normal(double deviation) => new($"normal {deviation:G3}", (generator, count) =>
    {
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = (float)(generator.NextNormal() * deviation);
        return values;
    });

    /// <summary>Normal numbers of the variance that keeps a signal's through a rectifier; arXiv 1502.01852.</summary>
    /// <param name="inputs">Numbers that each output sums.</param>
    public static Initializer He(int inputs) => Normal(Math.Sqrt(2.0 / inputs));

    /// <summary>Normal numbers of the variance that keeps a signal's through a linear layer.</summary>
    /// <param name="inputs">Numbers that each output sums.</param>
    public static Initializer LeCun(int inputs) => Normal(Math.Sqrt(1.0 / inputs));

    /// <summary>Each number of another beginning so many times in a row: a kernel over time that begins as a mean.</summary>
    public static Initializer Repeated(Initializer each, int times) => new($"{each.Text}, each {times} times", (generator, count) =>
        count % times == 0 ? [.. each._fill(generator, count / times).SelectMany(value => Enumerable.Repeat(value, times))] : throw new GraphException($"{count} numbers are no rows of {times}"));

    /// <summary>The numbers given; the seed changes nothing.</summary>
    public static Initializer Of(params float[] values) => new("given", (_, count) =>
        values.Length == count ? values : throw new GraphException($"{values.Length} numbers do not fill {count}"));

    internal float[] Fill(ulong seed, string name, int count)
    {
        // FNV-1a of the name, so that a variable's numbers do not depend on which others there are.
        var hash = 14695981039346656037UL;
        foreach (var character in name) hash = (hash ^ character) * 1099511628211UL;
        var mixed = new SeededGenerator(seed ^ hash);
        return _fill(new SeededGenerator(mixed.NextBits()), count);
    }
}
