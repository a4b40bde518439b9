using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Models.Speech;
using Orleans.Video.Learning.Speech.Utterances;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Speech.Pretraining;

/// <summary>Utterances with what of them is hidden and what it is told from: a function of seed and step, so that a run goes on anywhere.</summary>
/// <param name="strings">Makes the utterances, others in every step.</param>
/// <param name="model">The model.</param>
/// <param name="options">How it learns.</param>
/// <param name="samples">S, samples of a row.</param>
/// <param name="seed">The run's seed.</param>
internal sealed class PretrainingBatches(DigitStrings strings, Wav2Vec2ModelOptions model, PretrainingOptions options, int samples, ulong seed)
{
    /// <summary>Makes the batch of a step, from 1.</summary>
    public Batch Make(long step)
    {
        var utterances = Enumerable.Range(0, options.Utterances).Select(row => strings.Make(Draws.SeedOf(seed, step, row)).Samples).ToArray();
        var batch = UtteranceRows.Of(utterances, options.Utterances, samples);
        var chain = model.Chain;
        var (frames, places) = (chain.FramesOf(samples), options.Places);
        var masked = new float[options.Utterances * frames];
        var at = new long[options.Utterances * places];
        var counts = new float[at.Length];
        var distractors = new float[at.Length * places];
        for (var row = 0; row < utterances.Length; row++)
        {
            var draws = new SeededGenerator(Draws.SeedOf(seed, step, row, 1));
            var mask = options.Masking.Draw(chain.FramesOf(utterances[row].Length), least: 2, draws);
            int[] hidden = [.. Enumerable.Range(0, mask.Length).Where(frame => mask[frame])];
            foreach (var frame in hidden) masked[row * frames + frame] = 1;
            draws.Shuffle<int>(hidden);
            var asked = Math.Min(hidden.Length, places);
            for (var i = 0; i < asked; i++)
            {
                at[row * places + i] = row * frames + hidden[i];
                counts[row * places + i] = 1;
                foreach (var other in Others(asked, i, draws)) distractors[(row * places + i) * places + other] = 1;
            }
        }

        var temperature = options.FirstTemperature * Math.Pow(options.LastTemperature / options.FirstTemperature, (double)step / options.Steps);
        return batch.With(PretrainingStep.Masked, masked).With(PretrainingStep.Places, at).With(PretrainingStep.Counts, counts)
            .With(PretrainingStep.Distractors, distractors).With(PretrainingStep.Temperature, [(float)temperature]);
    }

    // K of the places, each once, never the one itself.
    private IEnumerable<int> Others(int places, int self, SeededGenerator draws)
    {
        int[] others = [.. Enumerable.Range(0, places).Where(place => place != self)];
        if (others.Length > options.Distractors) draws.Shuffle<int>(others);
        return others.Take(options.Distractors);
    }
}
