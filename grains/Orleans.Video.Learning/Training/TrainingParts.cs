using Microsoft.Extensions.Logging;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Optimizers;

namespace Orleans.Video.Learning.Training;

/// <summary>The parts of a longer training, one after the other, each with a name, checkpoints and a curve of its own: when the whole is run again it goes on in the part where it was.</summary>
/// <param name="folder">Where checkpoints and curves are.</param>
/// <param name="seed">Where weights and noise begin.</param>
/// <param name="device">What it runs on.</param>
/// <param name="time">The clock of progress reports.</param>
/// <param name="loggers">Hears of checkpoints.</param>
internal sealed class TrainingParts(string folder, ulong seed, InferenceDevice device, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Runs a part to its end.</summary>
    /// <param name="name">What it is called: in checkpoints, errors, log lines and the curve's title.</param>
    /// <param name="file">What its checkpoints' folder and its curve's file are called.</param>
    /// <param name="step">The step.</param>
    /// <param name="schedule">The learning rate, and how many steps there are.</param>
    /// <param name="begin">Numbers to begin with, by name, such as those of an earlier part; null, and what they lack, begins at random.</param>
    /// <param name="make">Makes the batch of a step, from 1.</param>
    /// <param name="progress">Hears how it goes.</param>
    /// <param name="cancellation">Stops behind a step; the same call goes on later.</param>
    /// <returns>What it learned.</returns>
    /// <exception cref="TrainingException">The loss is not finite, or a checkpoint cannot be written, is damaged or of another run.</exception>
    public Task<TrainedWeights> RunAsync(
        string name,
        string file,
        TrainingStep step,
        WarmUpCosine schedule,
        IReadOnlyDictionary<string, float[]>? begin,
        Func<long, Batch> make,
        IProgress<TrainingProgress> progress,
        CancellationToken cancellation) =>
        RunAsync(name, file, step, schedule, begin, (number, _) => ValueTask.FromResult(make(number)), progress, cancellation);

    /// <summary>Runs a part whose batches have to be waited for.</summary>
    public async Task<TrainedWeights> RunAsync(
        string name,
        string file,
        TrainingStep step,
        WarmUpCosine schedule,
        IReadOnlyDictionary<string, float[]>? begin,
        Func<long, CancellationToken, ValueTask<Batch>> make,
        IProgress<TrainingProgress> progress,
        CancellationToken cancellation)
    {
        var options = new TrainerOptions
        {
            Name = name,
            Steps = schedule.Steps,
            Schedule = schedule,
            Seed = seed,
            CheckpointFolder = Path.Combine(folder, file),
            CheckpointEvery = 200,
            ReportEvery = 20,
        };
        using var trainer = new Trainer(step, options, device, time, loggers.CreateLogger<Trainer>());
        if (trainer.Step == 0 && begin is not null)
            foreach (var known in trainer.Store.Names.Where(begin.ContainsKey)) trainer.Store.Write(known, begin[known]);
        await trainer.RunAsync(make, progress, cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, file + ".svg"), trainer.Curve.ToSvg($"{name}: loss in nats"), cancellation);
        return TrainedWeights.Of(trainer.Store);
    }
}
