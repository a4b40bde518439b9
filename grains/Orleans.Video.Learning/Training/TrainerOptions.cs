using Orleans.Video.Learning.Optimizers;

namespace Orleans.Video.Learning.Training;

/// <summary>How a run goes.</summary>
public sealed record TrainerOptions
{
    /// <summary>What the run is called: in checkpoints, errors and log lines. A checkpoint of another name is refused.</summary>
    public required string Name { get; init; }

    /// <summary>All steps, 1 or more.</summary>
    public required long Steps { get; init; }

    /// <summary>The learning rate of every step.</summary>
    public required Schedule Schedule { get; init; }

    /// <summary>Where the weights begin and what the noise is.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Where checkpoints are; null keeps none. A run goes on from the latest that is there.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Steps from one checkpoint to the next, 1 or more; there is always one behind the last step.</summary>
    public long CheckpointEvery { get; init; } = 500;

    /// <summary>How many of the latest checkpoints stay, 1 or more.</summary>
    public int KeptCheckpoints { get; init; } = 2;

    /// <summary>Steps from one report of progress to the next, 1 or more.</summary>
    public long ReportEvery { get; init; } = 10;

    /// <summary>Batches that are made ahead while a step runs, 1 to 64.</summary>
    public int Prefetch { get; init; } = 2;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">Names the option that is wrong.</exception>
    public void Check()
    {
        Require(nameof(Name), Name.Length is > 0 and <= 200, Name, "1 to 200 characters");
        Require(nameof(Steps), Steps >= 1, Steps, "1 or more");
        Require(nameof(CheckpointEvery), CheckpointEvery >= 1, CheckpointEvery, "1 or more");
        Require(nameof(KeptCheckpoints), KeptCheckpoints >= 1, KeptCheckpoints, "1 or more");
        Require(nameof(ReportEvery), ReportEvery >= 1, ReportEvery, "1 or more");
        Require(nameof(Prefetch), Prefetch is >= 1 and <= 64, Prefetch, "1 to 64");
        Schedule.Check();
    }

    private static void Require(string option, bool holds, object value, string mustBe)
    {
        if (!holds) throw new ArgumentException($"option {option} must be {mustBe}, not {value}");
    }
}

/// <summary>Where a run is.</summary>
/// <param name="Step">The step that was done last.</param>
/// <param name="Steps">All steps.</param>
/// <param name="Loss">The mean loss since the last report.</param>
/// <param name="Rate">The learning rate of the last step.</param>
/// <param name="GradientNorm">The length of all gradients of the last step as one vector, before it was clipped.</param>
/// <param name="StepsPerSecond">Since the run began or was resumed.</param>
/// <param name="Remaining">The time that the other steps take at that speed.</param>
/// <param name="RuntimeShare">The share of that time that was spent inside ONNX Runtime, 0 to 1.</param>
/// <param name="Results">All that the last step gave.</param>
public sealed record TrainingProgress(
    long Step, long Steps, double Loss, double Rate, double GradientNorm, double StepsPerSecond, TimeSpan Remaining, double RuntimeShare, RunResults Results)
{
    /// <summary>As a line for people.</summary>
    public override string ToString() =>
        $"step {Step}/{Steps}  loss {Loss:F4}  rate {Rate:E2}  {StepsPerSecond:F2} steps/s  {(Remaining >= TimeSpan.FromDays(1) ? $"{Remaining.TotalHours:F0} h" : $@"{Remaining:hh\:mm\:ss}")} left";
}
