using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Text;
using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Starter.Pictures;

/// <summary>Trains the visual and the text encoder against each other, stage after stage.</summary>
internal sealed class PictureTextTrainer(PictureTextOptions options, VisualSpec spec, PictureTexts texts, WordTokenizer tokenizer, TrainingParts parts)
{
    /// <summary>Trains.</summary>
    /// <param name="pictures">What is learned from.</param>
    /// <param name="stageEnded">Hears the averaged weights behind each stage.</param>
    /// <param name="progress">Hears how it goes.</param>
    /// <param name="cancellation">Stops behind a step; the run can go on later.</param>
    /// <returns>The averaged weights and the running statistics, by name.</returns>
    public async Task<IReadOnlyDictionary<string, float[]>> RunAsync(
        PictureSet pictures, Action<PictureTextStage, IReadOnlyDictionary<string, float[]>> stageEnded, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        TrainedWeights? weights = null;
        foreach (var (stage, number) in options.Stages.Select(static (s, i) => (s, i + 1)))
        {
            var batches = new PictureTextBatches(options, stage.Size, spec, pictures, texts, tokenizer);
            var steps = (long)batches.Steps * stage.Epochs;
            var schedule = new WarmUpCosine { Peak = stage.Peak, WarmUp = Math.Min(steps, number == 1 ? 150 : 30), Steps = steps, Final = stage.Final };
            // The weights as they were, not their average: the optimiser goes on from where it stood.
            weights = await parts.RunAsync(
                $"pictures of {stage.Size} pixels and words", $"stage{number}", PictureTextGraph.Step(options, stage.Size, texts.Count), schedule, weights?.All, batches.Make, progress, cancellation);
            stageEnded(stage, weights.Averaged);
        }

        return weights?.Averaged ?? throw new ArgumentException("there is no stage to train", nameof(pictures));
    }
}
