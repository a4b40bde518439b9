using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Optimizers;

/// <summary>How gradients change parameters. It runs in the graph: its state are variables beside those that it trains.</summary>
public abstract record Optimizer
{
    /// <summary>What a parameter's own decay takes from it in a step, as a share of the learning rate, 0 or more. Biases and scales do not decay.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>The longest that all gradients together may be, as one vector; longer ones are scaled down. Null for no limit.</summary>
    public double? ClipNorm { get; init; } = 1;

    /// <summary>How much of the average of the weights a step leaves, 0 to below 1, such as 0.999; the first steps leave less. Null keeps no average.</summary>
    public double? AverageDecay { get; init; }

    /// <summary>What the optimiser is, for checkpoints and people.</summary>
    public abstract string Name { get; }

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="ArgumentException">Names the option that is wrong.</exception>
    public virtual void Check()
    {
        Require(nameof(WeightDecay), WeightDecay >= 0, WeightDecay, "0 or more");
        Require(nameof(ClipNorm), ClipNorm is null or > 0, ClipNorm ?? 0, "above 0, or null");
        Require(nameof(AverageDecay), AverageDecay is null or (>= 0 and < 1), AverageDecay ?? 0, "0 to below 1, or null");
    }

    /// <summary>A parameter's next value; states are made and updated on the way.</summary>
    internal abstract Tensor Next(Tensor parameter, string name, Tensor gradient, Tensor rate, Tensor step, double decay);

    private protected static void Require(string option, bool holds, double value, string mustBe)
    {
        if (!holds) throw new ArgumentException($"option {option} must be {mustBe}, not {value}");
    }
}

/// <summary>Stochastic gradient descent with momentum: v ← μ·v + g; w ← w − η·v.</summary>
public sealed record Sgd : Optimizer
{
    /// <summary>μ, 0 to below 1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether the step looks ahead by one momentum: w ← w − η·(g + μ·v).</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    public override string Name => "sgd";

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Require(nameof(Momentum), Momentum is >= 0 and < 1, Momentum, "0 to below 1");
    }

    internal override Tensor Next(Tensor parameter, string name, Tensor gradient, Tensor rate, Tensor step, double decay)
    {
        var graph = parameter.Graph;
        var pulled = decay > 0 ? gradient + parameter * decay : gradient;
        if (Momentum == 0) return parameter - pulled * rate;
        var velocity = graph.State($"{Name}/velocity/{name}", parameter.Shape, Initializer.Zeros);
        var faster = velocity * Momentum + pulled;
        graph.Update(velocity, faster);
        return parameter - (Nesterov ? pulled + faster * Momentum : faster) * rate;
    }
}

/// <summary>Adam with decay apart from the gradient; arXiv 1711.05101, algorithm 2.</summary>
public sealed record AdamW : Optimizer
{
    /// <summary>How much of the gradients' mean a step leaves, 0 to below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How much of the gradients' mean square a step leaves, 0 to below 1.</summary>
    public double Beta2 { get; init; } = 0.98;

    /// <summary>Added to the root of the mean square, above 0.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <inheritdoc/>
    public override string Name => "adamw";

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Require(nameof(Beta1), Beta1 is >= 0 and < 1, Beta1, "0 to below 1");
        Require(nameof(Beta2), Beta2 is >= 0 and < 1, Beta2, "0 to below 1");
        Require(nameof(Epsilon), Epsilon > 0, Epsilon, "above 0");
    }

    internal override Tensor Next(Tensor parameter, string name, Tensor gradient, Tensor rate, Tensor step, double decay)
    {
        var graph = parameter.Graph;
        var mean = graph.State($"{Name}/mean/{name}", parameter.Shape, Initializer.Zeros);
        var square = graph.State($"{Name}/square/{name}", parameter.Shape, Initializer.Zeros);
        var nextMean = mean * Beta1 + gradient * (1 - Beta1);
        var nextSquare = square * Beta2 + gradient * gradient * (1 - Beta2);
        graph.Update(mean, nextMean);
        graph.Update(square, nextSquare);
        // Both begin at zero and lean there in the first steps; the share that they have seen sets that right.
        var seenMean = 1 - graph.Constant(Beta1).Pow(step);
        var seenSquare = 1 - graph.Constant(Beta2).Pow(step);
        var change = nextMean / ((nextSquare / seenSquare).Sqrt() + Epsilon) * (rate / seenMean);
        var kept = decay > 0 ? parameter * (1 - rate * decay) : parameter;
        return kept - change;
    }
}
