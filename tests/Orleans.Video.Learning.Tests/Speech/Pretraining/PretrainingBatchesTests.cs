using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Speech;
using Orleans.Video.Learning.Speech.Pretraining;
using Orleans.Video.Learning.Speech.Utterances;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Tests.Speech.Pretraining;

public sealed class PretrainingBatchesTests
{
    private const int Samples = 24_000;

    private static readonly Wav2Vec2ModelOptions s_model = SpokenTones.Model;
    private static readonly PretrainingOptions s_options = new() { Utterances = 4, Places = 20, Distractors = 7, Steps = 10 };

    [Fact]
    public void What_is_asked_for_is_hidden_and_told_from_other_hidden_frames_of_the_same_utterance()
    {
        var frames = s_model.Chain.FramesOf(Samples);
        for (var step = 1; step <= 10; step++)
        {
            var batch = Batches(seed: 1).Make(step);
            var (masked, places, counts, distractors) = (Floats(batch, PretrainingStep.Masked), (long[])batch.Find(PretrainingStep.Places)!, Floats(batch, PretrainingStep.Counts), Floats(batch, PretrainingStep.Distractors));
            for (var i = 0; i < places.Length; i++)
            {
                var others = distractors[(i * s_options.Places)..][..s_options.Places];
                if (counts[i] == 0)
                {
                    Assert.DoesNotContain(1, others);
                    continue;
                }

                Assert.Equal(i / s_options.Places, places[i] / frames);
                Assert.Equal(1, masked[places[i]]);
                Assert.Equal(0, others[i % s_options.Places]);
                Assert.Equal(Math.Min(s_options.Distractors, counts[(i / s_options.Places * s_options.Places)..][..s_options.Places].Sum() - 1), others.Sum());
                Assert.All(others, (o, at) => Assert.True(o == 0 || counts[i / s_options.Places * s_options.Places + at] == 1));
            }

            Assert.Equal(places.Where((_, i) => counts[i] == 1).Distinct().Count(), counts.Sum());
            // Nothing behind the end of an utterance is hidden.
            var lengths = Floats(batch, UtteranceRows.Lengths);
            Assert.All(masked, (m, at) => Assert.True(m == 0 || at % frames < s_model.Chain.FramesOf((int)lengths[at / frames])));
        }
    }

    [Fact]
    public void A_step_has_the_same_batch_whoever_asks_and_the_temperature_falls()
    {
        var (first, again, other) = (Batches(seed: 1).Make(4), Batches(seed: 1).Make(4), Batches(seed: 2).Make(4));
        Assert.All(first.Names, name => Assert.Equal(first.Find(name), again.Find(name)));
        Assert.NotEqual(first.Find(UtteranceRows.Samples), other.Find(UtteranceRows.Samples));
        Assert.Equal(s_options.LastTemperature, Floats(Batches(seed: 1).Make(s_options.Steps), PretrainingStep.Temperature)[0], 1e-6);
        Assert.InRange(Floats(first, PretrainingStep.Temperature)[0], s_options.LastTemperature, s_options.FirstTemperature);
    }

    private static PretrainingBatches Batches(ulong seed)
    {
        var recordings = Enumerable.Range(0, 10).Select(static digit => new LabelledSound($"{digit}", digit, "ann", [.. Enumerable.Range(0, 3_000).Select(i => (short)(9_000 * Math.Sin(0.1 * (digit + 1) * i)))]));
        return new PretrainingBatches(new DigitStrings([.. recordings], 16_000, new DigitStringOptions { FewestDigits = 1, MostDigits = 5, MostSeconds = 1.5 }), s_model, s_options, Samples, seed);
    }

    private static float[] Floats(Batch batch, string name) => (float[])batch.Find(name)!;
}
