using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Models.Speech;
using Orleans.Video.Learning.Speech.Pretraining;
using Orleans.Video.Learning.Speech.Recognition;

namespace Orleans.Video.Learning.Speech;

/// <summary>How a speech encoder is trained.</summary>
public sealed record SpeechRunOptions
{
    /// <summary>The archive of spoken digits, in <see cref="Data"/>.</summary>
    public const string Archive = "fsdd.zip";

    /// <summary>The folder with <c>fsdd.zip</c>.</summary>
    public required string Data { get; init; }

    /// <summary>Where checkpoints and curves are kept; a run that was stopped goes on from there.</summary>
    public required string Work { get; init; }

    /// <summary>Where the set is written; nothing is there yet. Its name is the set's id.</summary>
    public required string Target { get; init; }

    /// <summary>What it trains on.</summary>
    public required InferenceDevice Device { get; init; }

    /// <summary>The run's seed: weights, order, chance, and which strings are labelled.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Steps are multiplied with this, above 0.</summary>
    public double Length { get; init; } = 1;

    /// <summary>How many strings have words, 8 to 100,000.</summary>
    public int Labelled { get; init; } = 100;

    /// <summary>The voice of which no word is told and on which all is measured; null: the last by name.</summary>
    public string? HeldOut { get; init; }

    /// <summary>Whether recordings of the held-out voice, without their words and other than those of the customary test part, are among what is learned from without words.</summary>
    public bool HearsHeldOut { get; init; }

    internal Wav2Vec2ModelOptions Model { get; init; } = new()
    {
        // 50 frames a second as in the paper, by fewer and longer steps: the recordings hold nothing above 4 kHz.
        Kernels = [20, 8, 4, 4],
        Strides = [10, 4, 4, 2],
        Channels = 32,
        Width = 64,
        Inner = 192,
        Blocks = 2,
        Heads = 4,
        PositionKernel = 24,
        PositionGroups = 8,
    };

    internal DigitStringOptions Strings { get; init; } = new() { LargestSpeed = 1.25 };

    internal PretrainingOptions Pretraining { get; init; } = new();

    internal RecognitionOptions Recognition { get; init; } = new();

    internal SelfTrainingOptions SelfTraining { get; init; } = new();

    /// <summary>Strings of the held-out voice's customary test part that errors are counted on; the same for all seeds.</summary>
    internal int TestStrings { get; init; } = 150;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">Names the option that is wrong.</exception>
    public void Check()
    {
        if (Length is not (> 0 and <= 1000)) throw new ArgumentException($"option {nameof(Length)} must be above 0 and at most 1000, not {Length}");
        if (Labelled < Recognition.Utterances || Labelled > 100_000) throw new ArgumentException($"option {nameof(Labelled)} must be {Recognition.Utterances} to 100000, not {Labelled}");
        if (!File.Exists(Path.Combine(Data, Archive))) throw new ArgumentException($"option {nameof(Data)}: there is no {Archive} in {Data}");
        Model.Check();
        Strings.Check();
    }
}

/// <summary>How a model learns from words that it heard itself.</summary>
internal sealed record SelfTrainingOptions
{
    /// <summary>How often utterances are labelled anew and learned from, 0 for never.</summary>
    public int Rounds { get; init; } = 2;

    /// <summary>Utterances without words.</summary>
    public int Unlabelled { get; init; } = 400;

    /// <summary>The confidence below which an utterance is left out, 0 to 1.</summary>
    public double LeastConfidence { get; init; } = 0.75;

    /// <summary>Steps of a round.</summary>
    public long Steps { get; init; } = 300;

    /// <summary>The highest learning rate.</summary>
    public double PeakRate { get; init; } = 1e-3;
}
