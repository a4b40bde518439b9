using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data.Loading;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Models.Speech;
using Orleans.Video.Learning.Speech.Utterances;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Speech.Recognition;

/// <summary>Utterances and their words, every utterance once an epoch: a function of seed and step, so that a run goes on anywhere.</summary>
internal sealed class RecognitionBatches
{
    private readonly IReadOnlyList<SpokenString> _strings;
    private readonly LetterTokens _letters;
    private readonly Wav2Vec2ModelOptions _model;
    private readonly RecognitionOptions _options;
    private readonly int _samples;
    private readonly ShuffledOrder _order;

    /// <param name="strings">The utterances, at least as many as a batch holds.</param>
    /// <param name="letters">The tokens.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">How it learns.</param>
    /// <param name="samples">S, samples of a row.</param>
    /// <param name="seed">The run's seed.</param>
    public RecognitionBatches(IReadOnlyList<SpokenString> strings, LetterTokens letters, Wav2Vec2ModelOptions model, RecognitionOptions options, int samples, ulong seed)
    {
        (_strings, _letters, _model, _options, _samples) = (strings, letters, model, options, samples);
        _order = new ShuffledOrder(seed, strings.Count, options.Utterances);
    }

    /// <summary>Makes the batch of a step, from 1.</summary>
    public Batch Make(long step)
    {
        var slots = new BatchSlot[_options.Utterances];
        _order.Fill(_order.PositionOf(step - 1), slots);
        var batch = UtteranceRows.Of([.. slots.Select(slot => _strings[slot.Item].Samples)], slots.Length, _samples);
        var frames = _model.Chain.FramesOf(_samples);
        var (masked, targets, lengths) = (new float[slots.Length * frames], new long[slots.Length * _options.MostTokens], new long[slots.Length]);
        for (var row = 0; row < slots.Length; row++)
        {
            var said = _strings[slots[row].Item];
            var mask = _options.Masking.Draw(_model.Chain.FramesOf(said.Samples.Length), least: 0, new SeededGenerator(slots[row].Seed));
            for (var frame = 0; frame < mask.Length; frame++)
                if (mask[frame]) masked[row * frames + frame] = 1;
            var tokens = _letters.Of(said.Text);
            tokens.CopyTo(targets, row * _options.MostTokens);
            lengths[row] = tokens.Length;
        }

        return batch.With(RecognitionStep.Masked, masked).With(RecognitionStep.Targets, targets).With(RecognitionStep.TargetLengths, lengths);
    }
}
