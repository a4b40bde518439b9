namespace Orleans.Video.Learning.Optimizers;

/// <summary>The learning rate of every step.</summary>
public abstract record Schedule
{
    /// <summary>The highest rate, above 0.</summary>
    public required double Peak { get; init; }

    /// <summary>The rate of a step.</summary>
    /// <param name="step">The step, from 1.</param>
    public abstract double At(long step);

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="ArgumentException">Names the option that is wrong.</exception>
    public virtual void Check() => Require(nameof(Peak), Peak > 0 && double.IsFinite(Peak), Peak, "above 0");

    private protected static void Require(string option, bool holds, double value, string mustBe)
    {
        if (!holds) throw new ArgumentException($"option {option} must be {mustBe}, not {value}");
    }
}

/// <summary>The same rate in every step.</summary>
public sealed record ConstantRate : Schedule
{
    /// <inheritdoc/>
    public override double At(long step) => Peak;
}

/// <summary>Up in a straight line, then down along half a cosine; arXiv 1608.03983 without restarts.</summary>
public sealed record WarmUpCosine : Schedule
{
    /// <summary>Steps of the way up, 0 or more.</summary>
    public required long WarmUp { get; init; }

    /// <summary>All steps; the rate is lowest at the last.</summary>
    public required long Steps { get; init; }

    /// <summary>The last rate as a share of the highest, 0 to 1.</summary>
    public double Final { get; init; } = 0.01;

    /// <inheritdoc/>
    public override double At(long step)
    {
        if (step <= WarmUp) return Peak * step / WarmUp;
        var way = Math.Min(1, (double)(step - WarmUp) / Math.Max(1, Steps - WarmUp));
        return Peak * (Final + (1 - Final) * 0.5 * (1 + Math.Cos(Math.PI * way)));
    }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Require(nameof(Steps), Steps >= 1, Steps, "1 or more");
        Require(nameof(WarmUp), WarmUp >= 0 && WarmUp <= Steps, WarmUp, $"0 to {Steps}");
        Require(nameof(Final), Final is >= 0 and <= 1, Final, "0 to 1");
    }
}

/// <summary>Up in a straight line, level, then down by the same share with every step; as wav2vec 2.0 is fine-tuned.</summary>
public sealed record TriStage : Schedule
{
    /// <summary>Steps of the way up, 0 or more.</summary>
    public required long WarmUp { get; init; }

    /// <summary>Steps at the highest rate, 0 or more.</summary>
    public required long Hold { get; init; }

    /// <summary>Steps of the way down, 1 or more; behind them the rate stays.</summary>
    public required long Decay { get; init; }

    /// <summary>The first rate as a share of the highest, 0 to 1.</summary>
    public double Initial { get; init; } = 0.01;

    /// <summary>The last rate as a share of the highest, above 0 and at most 1.</summary>
    public double Final { get; init; } = 0.05;

    /// <inheritdoc/>
    public override double At(long step)
    {
        if (step <= WarmUp) return Peak * (Initial + (1 - Initial) * step / WarmUp);
        var down = Math.Clamp((double)(step - WarmUp - Hold) / Decay, 0, 1);
        return Peak * Math.Pow(Final, down);
    }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Require(nameof(WarmUp), WarmUp >= 0, WarmUp, "0 or more");
        Require(nameof(Hold), Hold >= 0, Hold, "0 or more");
        Require(nameof(Decay), Decay >= 1, Decay, "1 or more");
        Require(nameof(Initial), Initial is >= 0 and <= 1, Initial, "0 to 1");
        Require(nameof(Final), Final is > 0 and <= 1, Final, "above 0 and at most 1");
    }
}
