using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Layers;
using Orleans.Video.Learning.Models.Speech;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Speech.Utterances;

namespace Orleans.Video.Learning.Speech.Recognition;

/// <summary>The step that teaches words: CTC over the letters of whole utterances.</summary>
internal static class RecognitionStep
{
    /// <summary><c>[N, T]</c>: 1 at hidden frames.</summary>
    public const string Masked = "masked";

    /// <summary><c>int64 [N, U]</c>: tokens.</summary>
    public const string Targets = "targets";

    /// <summary><c>int64 [N]</c>: how many of the tokens count.</summary>
    public const string TargetLengths = "targetLengths";

    /// <summary>Builds the step.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How it learns.</param>
    /// <param name="tokens">V.</param>
    /// <param name="samples">S, samples of a row.</param>
    public static TrainingStep Build(Wav2Vec2ModelOptions model, RecognitionOptions options, int tokens, int samples)
    {
        var graph = new Graph("speech and words");
        var utterances = UtteranceRows.Encode(graph, options.Utterances, samples, model);
        var masked = graph.Input(Masked, utterances.Present.Shape);
        var context = Wav2Vec2Model.Contextualize(Wav2Vec2Model.Normalize(utterances.Features), utterances.Present, masked, model, ModelMode.Training);
        var targets = graph.IntegerInput(Targets, [options.Utterances, options.MostTokens], 0, tokens - 1);
        var lengths = graph.IntegerInput(TargetLengths, [options.Utterances], 0, options.MostTokens);
        var losses = CtcLoss.Of(Wav2Vec2Model.Logits(context, tokens), utterances.Present, targets, lengths);
        var loss = losses.Sum().Reshape([]) / lengths.ToNumbers().Sum().Maximum(1).Reshape([]);
        return TrainingStep.Build(
            loss,
            new AdamW { WeightDecay = 0.01, AverageDecay = 0.99 },
            measures: null,
            options.TrainsConvolutions ? null : static name => !name.StartsWith(Wav2Vec2Model.Features, StringComparison.Ordinal));
    }
}
