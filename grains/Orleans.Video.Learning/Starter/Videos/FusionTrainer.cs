using Microsoft.Extensions.Logging;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Fusion;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Starter.Videos;

/// <summary>Trains the fusion encoder: videos and their seconds against texts, whose vectors stay.</summary>
internal sealed class FusionTrainer(FusionTrainingOptions options, ulong seed, InferenceDevice device, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Builds the step.</summary>
    public static TrainingStep Step(FusionTrainingOptions options, int texts)
    {
        var graph = new Graph("fusion");
        var (videos, seconds, width) = (options.Videos, options.Seconds, options.Fusion.JointWidth);
        var video = FusionModel.Encode(
            graph.Input(FusionBatches.Visual, [videos, seconds, options.Fusion.VisualWidth]),
            graph.Input(FusionBatches.VisualPresent, [videos, seconds]),
            graph.Input(FusionBatches.Audio, [videos, seconds, options.Fusion.AudioWidth]),
            graph.Input(FusionBatches.AudioPresent, [videos, seconds]),
            options.Fusion);
        var words = graph.Input(FusionBatches.Texts, [texts, width]);
        var whole = Contrast.Loss(video.Pooled.UnitLength(), words, graph.Input(FusionBatches.VideoRows, [videos, texts]), graph.Input(FusionBatches.VideoColumns, [videos, texts]), "contrast/videos");
        var rows = videos * seconds;
        var each = Contrast.Loss(
            video.Seconds.Reshape([rows, width]).UnitLength(), words, graph.Input(FusionBatches.SecondRows, [rows, texts]), graph.Input(FusionBatches.SecondColumns, [rows, texts]), "contrast/seconds");
        return TrainingStep.Build(whole + each, new AdamW { WeightDecay = 0.01, AverageDecay = 0.998 });
    }

    /// <summary>Trains.</summary>
    /// <param name="batches">What is learned from.</param>
    /// <param name="folder">Where checkpoints and the curve are.</param>
    /// <param name="progress">Hears how it goes.</param>
    /// <param name="cancellation">Stops behind a step; the run can go on later.</param>
    /// <returns>The averaged weights, by name.</returns>
    public async Task<IReadOnlyDictionary<string, float[]>> RunAsync(FusionBatches batches, string folder, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        using var trainer = new Trainer(
            Step(options, batches.TextCount),
            new TrainerOptions
            {
                Name = "fusion",
                Steps = options.Steps,
                Schedule = new WarmUpCosine { Peak = options.PeakRate, WarmUp = options.Steps / 20, Steps = options.Steps },
                Seed = seed,
                CheckpointFolder = Path.Combine(folder, "fusion"),
                CheckpointEvery = 500,
                ReportEvery = 50,
            },
            device,
            time,
            loggers.CreateLogger<Trainer>());
        await trainer.RunAsync((step, _) => ValueTask.FromResult(batches.Make(step)), progress, cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "fusion.svg"), trainer.Curve.ToSvg("fusion: loss in nats"), cancellation);
        return TrainedWeights.Averaged(trainer.Store);
    }
}
