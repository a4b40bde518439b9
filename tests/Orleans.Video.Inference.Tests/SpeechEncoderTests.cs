using System.Runtime.InteropServices;
using CsCheck;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Speech.Ctc;
using Orleans.Video.Inference.Speech.Wav2Vec2;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Inference.Tests;

public sealed class SpeechEncoderTests
{
    private const string Letters = """{"<pad>":0,"<s>":1,"</s>":2,"<unk>":3,"|":4,"E":5,"T":6,"A":7,"O":8,"N":9,"I":10,"H":11,"S":12,"R":13,"D":14,"L":15,"U":16,"M":17,"W":18,"C":19,"F":20,"G":21,"Y":22,"P":23,"B":24,"V":25,"K":26,"'":27,"X":28,"J":29,"Q":30,"Z":31}""";

    private static readonly ConvolutionChain Public = new([10, 3, 3, 3, 3, 2, 2], [5, 2, 2, 2, 2, 2, 2]);

    [Theory]
    [InlineData(16_000, 49)]
    [InlineData(5 * 16_000, 249)]
    [InlineData(10 * 16_000, 499)]
    [InlineData(30 * 16_000, 1499)]
    [InlineData(400, 1)]
    [InlineData(399, 0)]
    [InlineData(0, 0)]
    public void Frames_are_counted_as_the_convolutions_give_them(int samples, int frames) => Assert.Equal(frames, Public.FramesOf(samples));

    [Fact]
    public void The_public_convolutions_step_by_20_ms_and_see_25() => Assert.Equal((320, 400), (Public.Stride, Public.ReceptiveField));

    [Fact]
    public void Windows_of_any_sound_give_the_frames_of_the_whole_each_once() =>
        Gen.Select(Gen.Int[0, 600_000], Gen.Int[10, 600], Gen.Int[1, 100]).Where(static x => x.Item3 * 2 < x.Item2 - 2).Sample((samples, window, context) =>
        {
            var at = 0;
            foreach (var part in WindowPlan.Of(Public, samples, window * 320, context * 320))
            {
                Assert.Equal(at, (part.Start / 320) + part.FirstFrame);
                Assert.Equal(0, part.Start % 320);
                Assert.InRange(part.FirstFrame + part.Frames, 0, Public.FramesOf(part.Length));
                Assert.True(part.Start + part.Length <= samples && part.Length <= window * 320);
                at += part.Frames;
            }

            Assert.Equal(Public.FramesOf(samples), at);
        });

    // Logits of which each depends on half a second around it, as an encoder's do: windows whose context is as long give the very text of the whole.
    [Fact]
    public void The_text_of_long_sound_does_not_depend_on_where_windows_fall()
    {
        var vocabulary = CtcVocabulary.Parse(System.Text.Encoding.UTF8.GetBytes(Letters));
        var random = new Random(3);
        var source = Enumerable.Range(0, 9000).Select(_ => random.NextDouble() < 0.4 ? 0 : random.Next(4, 32)).ToArray();
        var samples = ((source.Length - 1) * 320) + 400;
        float[] Row(int frame, int first, int end)
        {
            var row = new float[32];
            for (var near = Math.Max(first, frame - 25); near < Math.Min(end, frame + 26); near++) row[source[near]] += 4f / (1 + Math.Abs(near - frame));
            return row;
        }

        var whole = Enumerable.Range(0, source.Length).SelectMany(frame => Row(frame, 0, source.Length)).ToArray();
        var expected = GreedyDecoder.Decode(LogProbabilities.Of(whole, vocabulary), vocabulary);
        foreach (var window in (int[])[2, 7, 12, 30])
        {
            var stitched = WindowPlan.Of(Public, samples, window * 16_000, 16_000 / 320 * 160)
                .SelectMany(part => Enumerable.Range(part.FirstFrame, part.Frames).SelectMany(frame => Row((part.Start / 320) + frame, part.Start / 320, (part.Start / 320) + Public.FramesOf(part.Length)))).ToArray();
            Assert.Equal(expected, GreedyDecoder.Decode(LogProbabilities.Of(stitched, vocabulary), vocabulary));
        }
    }

    [Fact]
    public void The_frames_of_a_click_track_are_where_the_clicks_are()
    {
        var vocabulary = CtcVocabulary.Parse(System.Text.Encoding.UTF8.GetBytes(Letters));
        double[] clicks = [0.31, 1.27, 2.5, 7.013, 11.98, 12.02 + 1, 25.4];
        var samples = 27 * 16_000;
        var logits = new float[Public.FramesOf(samples) * 32];
        for (var frame = 0; frame < logits.Length / 32; frame++) logits[frame * 32] = 5;
        foreach (var click in clicks)
        {
            var frame = (int)(click * 16_000) / 320;
            (logits[frame * 32], logits[(frame * 32) + 5]) = (0, 5);
            (logits[(frame + 2) * 32], logits[((frame + 2) * 32) + 4]) = (0, 5);
        }

        var frames = LogProbabilities.Of(logits, vocabulary);
        var words = CtcAlignment.Words(frames, new PrefixBeamSearch(vocabulary).Decode(frames).Tokens, vocabulary);
        Assert.Equal(clicks.Length, words.Count);
        foreach (var (word, click) in words.Zip(clicks)) Assert.InRange(click - (word.FirstFrame * 0.02), -1e-9, 0.02 + 1e-9);
    }

    [Fact]
    public void The_golden_model_imported_gives_its_golden_logits()
    {
        using var folder = new TemporaryFolder();
        var set = Import(folder);
        Assert.Equal((32, true), (set.Manifest.Speech!.Width, set.Manifest.Text is not null));
        Assert.True(ModelSetVerification.Verify(set.Folder, InferenceDevice.Cpu).Passed);
        // The golden input is normalised already, and no 16-bit samples: it goes to the very session that serves.
        var input = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(TestData.Require("golden/wav2vec2_tiny.input.f32"))).ToArray();
        var golden = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(TestData.Require("golden/wav2vec2_tiny.logits.f32"))).ToArray();
        using var encoder = new SpeechEncoder(set, InferenceDevice.Cpu);
        var logits = encoder.EncodeNormalised([input.AsMemory(0, 24_000), input.AsMemory(24_000, 24_000)]);
        Assert.Equal(golden.Length, logits.Sum(row => row.Length));
        foreach (var (ours, theirs) in logits.SelectMany(row => row).Zip(golden)) Assert.Equal(theirs, ours, 1e-4f);
    }

    [Fact]
    public void Stretches_of_any_lengths_together_give_what_each_gives_alone()
    {
        using var folder = new TemporaryFolder();
        using var encoder = new SpeechEncoder(Import(folder), InferenceDevice.Cpu);
        var random = new Random(1);
        ReadOnlyMemory<short>[] stretches = [.. ((int[])[0, 300, 5000, 16_000, 16_000, 200_000, 300_000]).Select(length => (ReadOnlyMemory<short>)Enumerable.Range(0, length).Select(_ => (short)random.Next(-9000, 9000)).ToArray())];
        var together = encoder.Encode(stretches);
        for (var i = 0; i < stretches.Length; i++)
        {
            Assert.Equal(encoder.FramesOf(stretches[i].Length) * 32, together[i].Length);
            foreach (var (one, many) in encoder.Encode([stretches[i]])[0].Zip(together[i])) Assert.Equal(one, many, 1e-4f);
        }

        Assert.All(together.SelectMany(logits => logits), value => Assert.True(float.IsFinite(value)));
        _ = new SpeechDecoding(Import(folder, "again")).Decode(together[6], ["hot"]);
    }

    [Theory]
    [InlineData("{\"<pad>\":0,\"A\":1}", "speech.width")]
    [InlineData("[]", "not a JSON object")]
    public void A_vocabulary_that_does_not_belong_to_the_model_is_refused(string vocabulary, string problem)
    {
        using var folder = new TemporaryFolder();
        var failure = Assert.Throws<ModelSetException>(() => Import(folder, vocabulary: vocabulary));
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(folder.File("models")));
    }

    private static ModelSet Import(TemporaryFolder folder, string id = "spoken", string vocabulary = Letters)
    {
        var model = TestData.Require("golden/wav2vec2_tiny.onnx");
        Directory.CreateDirectory(folder.File("models"));
        File.WriteAllText(folder.File("vocab.json"), vocabulary);
        return new ModelSetLibrary([folder.File("models"), UntrainedModels.Folder]).Import(new ImportRequest
        {
            OnnxFile = model,
            Modality = EncoderModality.Speech,
            Id = id,
            BaseSet = "starter",
            VocabularyFile = folder.File("vocab.json"),
            Trained = false,
        });
    }
}
