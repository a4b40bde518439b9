using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Layers;
using Orleans.Video.Learning.Models.Speech;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Speech.Utterances;

namespace Orleans.Video.Learning.Speech.Pretraining;

/// <summary>The step of pre-training: what is behind the mask is told from what is behind others, targets are quantised, and all entries are to be used; arXiv 2006.11477 §3.2.</summary>
internal static class PretrainingStep
{
    /// <summary>The layer of what only pre-training needs.</summary>
    public const string Layer = "pretraining";

    /// <summary><c>[N, T]</c>: 1 at hidden frames.</summary>
    public const string Masked = "masked";

    /// <summary><c>int64 [N, P]</c>: the hidden frames that are asked for, counted through the batch: row × T + frame.</summary>
    public const string Places = "places";

    /// <summary><c>[N, P]</c>: 1 for places that count.</summary>
    public const string Counts = "counts";

    /// <summary><c>[N, P, P]</c>: 1 where the second place is a distractor of the first.</summary>
    public const string Distractors = "distractors";

    /// <summary>One number: the quantiser's temperature.</summary>
    public const string Temperature = "temperature";

    /// <summary>Measures of a step.</summary>
    public const string Contrast = "contrast", Found = "found", Perplexity = "perplexity";

    /// <summary>Builds the step.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How it learns.</param>
    /// <param name="samples">S, samples of a row.</param>
    public static TrainingStep Build(Wav2Vec2ModelOptions model, PretrainingOptions options, int samples)
    {
        var (loss, measures) = Loss(new Graph("speech without words"), model, options, samples);
        return TrainingStep.Build(loss, new AdamW { WeightDecay = 0.01 }, measures);
    }

    /// <summary>Adds the loss to a graph.</summary>
    public static (Tensor Loss, IReadOnlyDictionary<string, Tensor> Measures) Loss(Graph graph, Wav2Vec2ModelOptions model, PretrainingOptions options, int samples)
    {
        var (count, places) = (options.Utterances, options.Places);
        var utterances = UtteranceRows.Encode(graph, count, samples, model);
        var frames = utterances.Present.Shape[1];
        // The convolutions learn more slowly than what is behind them.
        var features = utterances.Features * options.FeatureGradient + utterances.Features.StopGradient() * (1 - options.FeatureGradient);
        var present = utterances.Present.Reshape([count, frames, 1]);
        var penalty = (features * features * present).Sum().Reshape([]) / (present.Sum().Maximum(1).Reshape([]) * model.Channels);
        features = Wav2Vec2Model.Normalize(features);
        var context = Wav2Vec2Model.Contextualize(features, utterances.Present, graph.Input(Masked, [count, frames]), model, ModelMode.Training);

        using var layer = graph.Layer(Layer);
        var at = graph.IntegerInput(Places, [count * places], 0, (long)count * frames - 1);
        var counts = graph.Input(Counts, [count, places]);
        var quantized = ProductQuantizer.Quantize(Rows(features), counts.Reshape([count * places]), graph.Input(Temperature, []), options.Quantizer);
        var (contrast, found) = MaskedContrast.Of(
            Rows(context).Linear("context", options.ComparedWidth).Reshape([count, places, options.ComparedWidth]),
            quantized.Vectors.Linear("targets", options.ComparedWidth).Reshape([count, places, options.ComparedWidth]),
            quantized.Codes.Reshape([count, places, quantized.Codes.Shape[1]]),
            options.Quantizer.Groups,
            graph.Input(Distractors, [count, places, places]),
            counts,
            options.ContrastTemperature);
        var loss = contrast + quantized.Diversity * options.DiversityWeight + penalty * options.FeaturePenalty;
        return (loss, new Dictionary<string, Tensor> { [Contrast] = contrast, [Found] = found, [Perplexity] = quantized.Perplexity });

        Tensor Rows(Tensor x) => x.Reshape([count * frames, x.Shape[2]]).Gather(at);
    }
}
