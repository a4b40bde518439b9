using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Data.Synthesis;
using Orleans.Video.Learning.Models.Audio;
using Orleans.Video.Learning.Training;
using Orleans.Video.Media;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Starter.Audio;

/// <summary>The sounds that the audio encoder learns from and is measured by.</summary>
internal static class AudioLearning
{
    public const int Rate = 16_000;

    public static AudioSpec Spec { get; } = AudioGraph.Describe(new ModelSetFile("audio.onnx", new string('0', 64)), trained: false);

    /// <summary>Words beside the digits that speech is made of, and others that it is measured by.</summary>
    private static readonly string[] Learned = ["hello", "water", "garden", "yesterday", "picture", "running", "golden", "music", "tomorrow", "window", "animal", "together"];
    private static readonly string[] Unheard = ["elephant", "bridge", "welcome to the show", "mountain", "seventeen bottles", "goodbye"];

    /// <summary>What is learned from: spoken digits, the digits and other words by espeak-ng, and everything that is made.</summary>
    public static async Task<(SoundBank Train, SoundBank Test)> BanksAsync(string staging, CancellationToken ct)
    {
        var (train, test) = DigitArchive.Read(TestData.Require("fsdd.zip"), Rate, new SkippedEntries());
        var options = new MediaOptions { StagingFolder = staging };
        var words = await SpokenWords.MakeAsync(options, [.. SoundBank.Digits, .. Learned], SpeechVoice.English, Rate, ct);
        return (new SoundBank(train, words, 60), new SoundBank(test, words: null, 20));
    }

    /// <summary>Speech that is none of the digits, by voices that were not heard.</summary>
    public static async Task<SoundBank> UnheardAsync(string staging, CancellationToken ct)
    {
        var words = await SpokenWords.MakeAsync(new MediaOptions { StagingFolder = staging }, Unheard, [new("en-gb-x-rp+m5", 160, 42), new("en-us+f1", 145, 64), new("en-029", 150, 50)], Rate, ct);
        return new SoundBank(new SoundSet(Rate, []), words, 0);
    }

    /// <summary>The kinds' vectors as they were learned, rows of length one.</summary>
    public static IReadOnlyList<float[]> KindVectors(VariableStore store) => [.. store.Read(LearnedKindVectors.Variable).Chunk(Spec.Width).Select(static row =>
    {
        var length = MathF.Sqrt(row.Sum(static v => v * v));
        return Array.ConvertAll(row, v => v / length);
    })];
}
