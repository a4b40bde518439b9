using System.IO.Compression;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Data.Waves;
using Orleans.Video.Learning.Models.Speech;
using Orleans.Video.Learning.Speech;
using Orleans.Video.Learning.Speech.Pretraining;
using Orleans.Video.Learning.Speech.Recognition;

namespace Orleans.Video.Learning.Tests.Speech;

/// <summary>An archive of digits that are tones, by voices that are pitches, and a run over it that takes seconds.</summary>
internal static class SpokenTones
{
    private static readonly (string Name, double Pitch)[] s_voices = [("ann", 1), ("bob", 1.1), ("cid", 1.05)];
    private static readonly int[] s_indexes = [1, 5, 6];

    /// <summary>Writes the archive.</summary>
    public static void Write(string folder)
    {
        using var zip = ZipFile.Open(Path.Combine(folder, SpeechRunOptions.Archive), ZipArchiveMode.Create);
        foreach (var (voice, pitch) in s_voices)
        {
            foreach (var (digit, index) in from digit in Enumerable.Range(0, 10) from index in s_indexes select (digit, index))
            {
                var frequency = pitch * (250 + 130 * digit + 3 * index);
                var tone = new WaveFile(8_000, [.. Enumerable.Range(0, 1_200).Select(i => (short)(9_000 * Math.Sin(2 * Math.PI * frequency * i / 8_000)))]);
                using var entry = zip.CreateEntry($"recordings/{digit}_{voice}_{index}.wav").Open();
                entry.Write(tone.Write());
            }
        }
    }

    /// <summary>A run over it.</summary>
    public static SpeechRunOptions Options(string folder, string name) => new()
    {
        Data = folder,
        Work = Path.Combine(folder, name + ".work"),
        Target = Path.Combine(folder, name),
        Device = new InferenceDevice("cpu:0", 1),
        Seed = 3,
        Labelled = 6,
        TestStrings = 5,
        Model = Model,
        Strings = new DigitStringOptions { FewestDigits = 1, MostDigits = 3, MostSeconds = 0.9 },
        Pretraining = new PretrainingOptions { Utterances = 2, Places = 12, Distractors = 6, Steps = 6, Quantizer = new ProductQuantizerOptions { Groups = 2, Entries = 5, EntryWidth = 4 }, ComparedWidth = 8 },
        Recognition = new RecognitionOptions { Utterances = 2, MostTokens = 17, Steps = 30, PeakRate = 0.01 },
        SelfTraining = new SelfTrainingOptions { Rounds = 1, Unlabelled = 6, LeastConfidence = 0, Steps = 4 },
    };

    /// <summary>A model that is small enough for seconds.</summary>
    public static Wav2Vec2ModelOptions Model { get; } = new() { Kernels = [20, 8, 8, 4], Strides = [10, 4, 4, 2], Channels = 12, Width = 16, Inner = 24, Blocks = 1, Heads = 2, PositionKernel = 8, PositionGroups = 4 };
}
