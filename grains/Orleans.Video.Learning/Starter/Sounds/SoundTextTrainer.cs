using Microsoft.Extensions.Logging;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Models.Text;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Starter.Sounds;

/// <summary>Trains the audio encoder, and the text encoder on, in the space of the pictures, whose vectors stay.</summary>
internal sealed class SoundTextTrainer(SoundTextOptions options, AudioSpec spec, TextModelOptions text, ulong seed, InferenceDevice device, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Trains.</summary>
    /// <param name="batches">What is learned from.</param>
    /// <param name="begin">Numbers that the text encoder begins with.</param>
    /// <param name="folder">Where checkpoints and the curve are.</param>
    /// <param name="progress">Hears how it goes.</param>
    /// <param name="cancellation">Stops behind a step; the run can go on later.</param>
    /// <returns>The averaged weights and the running statistics of both encoders, by name.</returns>
    public async Task<IReadOnlyDictionary<string, float[]>> RunAsync(
        SoundTextBatches batches, IReadOnlyDictionary<string, float[]> begin, string folder, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        using var trainer = new Trainer(
            SoundTextGraph.Step(options, spec, text, batches.Texts),
            new TrainerOptions
            {
                Name = "sounds and words",
                Steps = options.Steps,
                Schedule = new WarmUpCosine { Peak = options.PeakRate, WarmUp = options.Steps / 20, Steps = options.Steps },
                Seed = seed,
                CheckpointFolder = Path.Combine(folder, "sounds"),
                CheckpointEvery = 200,
                ReportEvery = 20,
            },
            device,
            time,
            loggers.CreateLogger<Trainer>());
        if (trainer.Step == 0)
            foreach (var name in trainer.Store.Names.Where(begin.ContainsKey)) trainer.Store.Write(name, begin[name]);
        await trainer.RunAsync((step, _) => ValueTask.FromResult(batches.Make(step)), progress, cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "sounds.svg"), trainer.Curve.ToSvg("sounds and words: loss in nats"), cancellation);
        return TrainedWeights.Averaged(trainer.Store);
    }
}
