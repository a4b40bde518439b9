using Orleans.Video.Inference.Audio;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Data.Loading;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Data.Synthesis;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Data.Sounds;

/// <summary>Batches of sounds as the audio encoder takes them, and what is true of them.</summary>
public sealed class SpectrogramBatchesTests
{
    private const int Rate = 16_000;

    private static readonly AudioSpec Spec = AudioGraph.Describe(new ModelSetFile("audio.onnx", new string('0', 64)), trained: false);
    private static readonly SoundBank Bank = new(Digits(), null, 2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void The_layout_is_that_of_the_starter_set_that_is_in_the_repository()
    {
        var starter = ManifestFile.Read(Path.Combine(TestData.RepositoryRoot, "models", "starter")).Audio!;
        Assert.Equal(Spec, starter with { File = Spec.File, Sha256 = Spec.Sha256, Trained = Spec.Trained, Licence = Spec.Licence, Joint = Spec.Joint });
    }

    [Fact]
    public void A_second_becomes_the_input_that_the_served_encoder_makes_of_it()
    {
        var second = new SoundSynthesizer(Rate, words: null).Make(SoundKind.Music, "melody", Rate, 3).Samples;
        var served = new float[64 * 98];
        new LogMelSpectrogram(Spec.Mel, Rate).Compute(second, 98, served);
        for (var i = 0; i < served.Length; i++) served[i] = (served[i] - Spec.Mean) / Spec.Std;
        var bank = new SoundBank(new SoundSet(Rate, [new LabelledSound("music", 0, "nobody", second)]), null, 0);
        var batch = Make(new SpectrogramBatches(bank, Spec, SoundAugmentation.None, SpectrogramMasking.None, 1), [new BatchSlot(0, 0, 7)]);
        Assert.Equal(served, batch.Floats(SpectrogramBatches.Spectrogram));
    }

    [Fact]
    public async Task Batches_say_what_is_true_of_their_sounds_and_are_the_same_for_the_same_seed()
    {
        Assert.Equal(SoundBank.Digits.Take(3), Bank.Names.Take(3));
        var first = await TakeAsync(workers: 1);
        var second = await TakeAsync(workers: 3);
        for (var i = 0; i < first.Count; i++)
        {
            Assert.Equal(first[i].Spectrogram, second[i].Spectrogram);
            Assert.Equal(first[i].Texts, second[i].Texts);
            var (slots, names, voices) = (first[i].Slots, first[i].Names, first[i].Voices);
            for (var at = 0; at < slots.Count; at++)
            {
                var facts = Bank.Facts[slots[at].Item];
                Assert.Equal((facts.Name, (long)facts.Kind), (Bank.Names[(int)names[at]], first[i].Kinds[at]));
                if (facts.Voice.Length > 0) Assert.Equal(facts.Voice, Bank.Voices[(int)voices[at]]);
                else Assert.Single(voices, voices[at]);
                var text = first[i].Texts[at];
                Assert.True(text.Kind == facts.Kind && (text.Word is null || text.Word == facts.Name) && (text.Variant is null || text.Variant == facts.Name), text.Text);
            }

            Assert.All(first[i].Spectrogram, static value => Assert.InRange(value, (Math.Log(1e-6) + 6) / 4 - 1e-3, 6));
        }

        Assert.NotEqual(first[0].Spectrogram, first[1].Spectrogram);
    }

    [Fact]
    public void Sounds_that_are_made_differ_from_seed_to_seed_and_recordings_stay()
    {
        var tone = Bank.Facts.ToList().FindIndex(static f => f.Name == "high");
        Assert.Equal(Bank.Samples(tone, 500, 1).ToArray(), Bank.Samples(tone, 500, 1).ToArray());
        Assert.NotEqual(Bank.Samples(tone, 500, 1).ToArray(), Bank.Samples(tone, 500, 2).ToArray());
        Assert.Equal(Bank.Samples(0, 500, 1).ToArray(), Bank.Samples(0, 900, 2).ToArray());
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Assert.Contains("8000 samples a second and the encoder takes 16000", Assert.Throws<ArgumentException>(
            () => new SpectrogramBatches(new SoundBank(new SoundSet(8_000, []), null, 1), Spec, SoundAugmentation.None, SpectrogramMasking.None, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("Shift", Assert.Throws<ArgumentException>(() => new SpectrogramBatches(Bank, Spec, SoundAugmentation.None with { Shift = 2 }, SpectrogramMasking.None, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("label 10", Assert.Throws<ArgumentException>(() => new SoundBank(new SoundSet(Rate, [new LabelledSound("x.wav", 10, "a", [1])]), null, 1)).Message, StringComparison.Ordinal);
    }

    private static SoundSet Digits() => new(Rate, [.. Enumerable.Range(0, 12).Select(static i => new LabelledSound($"{i}.wav", i % 3, i < 6 ? "ann" : "bob", [.. Enumerable.Range(0, 4_000).Select(t => (short)(9_000 * Math.Sin(t * (0.02 + 0.01 * i))))]))]);

    private static LoadedBatch Make(SpectrogramBatches maker, BatchSlot[] slots)
    {
        var batch = new LoadedBatch(default, slots, maker.Layout, [.. maker.Layout.Select(static a => a.Element == BatchElement.Float ? (Array)new float[a.Length] : new long[a.Length])], static _ => { });
        maker.Make(batch);
        return batch;
    }

    private static async Task<List<Taken>> TakeAsync(int workers)
    {
        var order = new BalancedOrder(4, Bank.NameIndexes, 8, 2);
        await using var loader = new BatchLoader(order, () => new SpectrogramBatches(Bank, Spec, new SoundAugmentation(), new SpectrogramMasking(), order.BatchSize), new LoaderOptions { Workers = workers });
        var taken = new List<Taken>();
        for (var i = 0; i < 6; i++)
        {
            using var batch = await loader.NextAsync(Cancel);
            taken.Add(new Taken([.. batch.Slots], [.. batch.Floats(SpectrogramBatches.Spectrogram)], [.. batch.Longs(SpectrogramBatches.Kind)], [.. batch.Longs(SpectrogramBatches.Name)], [.. batch.Longs(SpectrogramBatches.Voice)], [.. SpectrogramBatches.Describe(Bank, batch)]));
        }

        return taken;
    }

    private sealed record Taken(List<BatchSlot> Slots, float[] Spectrogram, long[] Kinds, long[] Names, long[] Voices, List<SoundText> Texts);
}
