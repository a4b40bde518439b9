using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Layers;
using Orleans.Video.Learning.Models.Speech;
using Orleans.Video.Learning.Speech;
using Orleans.Video.Learning.Speech.Recognition;
using Orleans.Video.Learning.Tests.Models.Speech;
using Orleans.Video.Learning.Training;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Speech;

public sealed class SpeechSetTests
{
    private static readonly int[] s_lengths = [16_000, 9_111, 30_000, 1_000, 16_000, 850];

    // Weights are random, and so are the words: the same by both ways, for utterances of any length, alone and together.
    [Fact]
    public void What_serves_hears_the_words_that_the_trainer_hears()
    {
        using var folder = new TemporaryFolder();
        var letters = new LetterTokens(SoundBank.Digits);
        var weights = Weights(SpokenTones.Model, letters.Vocabulary.Count);
        var random = new Random(8);
        short[][] utterances = [.. s_lengths.Select(length => Enumerable.Range(0, length).Select(i => (short)(random.Next(-3_000, 3_000) + 6_000 * Math.Sin(i * i * 1e-5))).ToArray())];
        using var recogniser = new TrainedRecogniser(SpokenTones.Model, letters.Vocabulary, samples: 30_000, weights, InferenceDevice.Cpu);
        var set = SpeechSet.Write(folder.File("spoken"), SpokenTones.Model, letters, weights, new Dictionary<string, double>(), seed: 1, InferenceDevice.Cpu);
        using var encoder = new SpeechEncoder(set, InferenceDevice.Cpu);
        var decoding = new SpeechDecoding(set);
        var logits = encoder.Encode([.. utterances.Select(static u => (ReadOnlyMemory<short>)u)]);
        var own = recogniser.Recognise(utterances);
        for (var i = 0; i < utterances.Length; i++) Assert.Equal(own[i].Text, string.Join(' ', decoding.Decode(logits[i], []).Select(static w => w.Text)));
        Assert.Contains(own, static heard => heard.Text.Contains(' ', StringComparison.Ordinal));
    }

    [Fact]
    public void The_golden_model_rebuilt_and_written_gives_its_golden_logits()
    {
        using var folder = new TemporaryFolder();
        using var files = new ModelSetFolder(folder.Path, "golden");
        var encoder = files.Add("speech.onnx", SpeechSet.Export(GoldenWav2Vec2.Options, GoldenWav2Vec2.Tokens, GoldenWav2Vec2.Weights()));
        var vocabulary = files.Add("vocab.json", [.. "{"u8, .. System.Text.Encoding.UTF8.GetBytes("\"<pad>\":0," + string.Join(',', Enumerable.Range(1, 31).Select(static i => $"\"t{i}\":{i}"))), .. "}"u8]);
        var spec = new SpeechSpec { File = encoder.File, Sha256 = encoder.Sha256, Trained = false, Width = GoldenWav2Vec2.Tokens, Vocabulary = vocabulary, Languages = ["en"] };
        using var served = new SpeechEncoder(files.Finish(new ModelSetManifest { Id = "golden", Version = "1", Trained = false, Licence = "MIT", Speech = spec }, static _ => { }), InferenceDevice.Cpu);
        var input = GoldenWav2Vec2.Input;
        var logits = served.EncodeNormalised([input.AsMemory(0, GoldenWav2Vec2.Samples), input.AsMemory(GoldenWav2Vec2.Samples)]);
        Assert.Equal(GoldenWav2Vec2.Logits.Length, logits.Sum(static l => l.Length));
        foreach (var (ours, theirs) in logits.SelectMany(static l => l).Zip(GoldenWav2Vec2.Logits)) Assert.Equal(theirs, ours, 1e-4f);
    }

    private static Dictionary<string, float[]> Weights(Wav2Vec2ModelOptions model, int tokens)
    {
        var graph = new Graph("random");
        Wav2Vec2Model.Logits(Wav2Vec2Model.Contextualize(Wav2Vec2Model.Normalize(Wav2Vec2Model.Encode(graph.Input("samples", [1, 4_000]), null, model)), null, null, model, ModelMode.Serving), tokens);
        using var store = new VariableStore(InferenceDevice.Cpu, 5);
        store.Add(graph);
        // Sure of what it hears, so that there are words.
        return store.ReadAll().ToDictionary(static w => w.Key, static w => w.Key.EndsWith("logits/weight", StringComparison.Ordinal) ? Array.ConvertAll(w.Value, static v => 6 * v) : w.Value);
    }
}
