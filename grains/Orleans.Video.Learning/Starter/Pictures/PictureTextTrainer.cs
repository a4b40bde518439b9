using Microsoft.Extensions.Logging;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Text;
using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Starter.Pictures;

/// <summary>Trains the visual and the text encoder against each other, stage after stage, each with checkpoints of its own: a run that was stopped goes on where it was.</summary>
internal sealed class PictureTextTrainer(PictureTextOptions options, VisualSpec spec, PictureTexts texts, WordTokenizer tokenizer, InferenceDevice device, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Trains.</summary>
    /// <param name="pictures">What is learned from.</param>
    /// <param name="folder">Where checkpoints and curves are.</param>
    /// <param name="stageEnded">Hears the numbers of the averaged weights behind each stage.</param>
    /// <param name="progress">Hears how it goes.</param>
    /// <param name="cancellation">Stops behind a step; the run can go on later.</param>
    /// <returns>The averaged weights and the running statistics, by name.</returns>
    public async Task<IReadOnlyDictionary<string, float[]>> RunAsync(
        PictureSet pictures, string folder, Action<PictureTextStage, IReadOnlyDictionary<string, float[]>> stageEnded, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, float[]>? weights = null, averaged = null;
        foreach (var (stage, number) in options.Stages.Select(static (s, i) => (s, i + 1)))
        {
            var batches = new PictureTextBatches(options, stage.Size, spec, pictures, texts, tokenizer);
            var steps = (long)batches.Steps * stage.Epochs;
            using var trainer = new Trainer(
                PictureTextGraph.Step(options, stage.Size, texts.Count),
                new TrainerOptions
                {
                    Name = $"pictures and words, stage {number}",
                    Steps = steps,
                    Schedule = new WarmUpCosine { Peak = stage.Peak, WarmUp = Math.Min(steps, number == 1 ? 150 : 30), Steps = steps, Final = stage.Final },
                    Seed = options.Seed,
                    CheckpointFolder = Path.Combine(folder, $"stage{number}"),
                    CheckpointEvery = 200,
                    ReportEvery = 20,
                },
                device,
                time,
                loggers.CreateLogger<Trainer>());
            // The weights as they were, not their average: the optimiser goes on from where it stood.
            if (trainer.Step == 0 && weights is not null)
                foreach (var (name, numbers) in weights) trainer.Store.Write(name, numbers);
            await trainer.RunAsync((step, _) => ValueTask.FromResult(batches.Make(step)), progress, cancellation);
            (weights, averaged) = (TrainedWeights.All(trainer.Store), TrainedWeights.Averaged(trainer.Store));
            await File.WriteAllTextAsync(Path.Combine(folder, $"stage{number}.svg"), trainer.Curve.ToSvg($"pictures and words, {stage.Size} pixels: loss in nats"), cancellation);
            stageEnded(stage, averaged);
        }

        return averaged ?? throw new ArgumentException("there is no stage to train", nameof(pictures));
    }
}
