using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Speech;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Speech.Pretraining;
using Orleans.Video.Learning.Speech.Recognition;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Speech;

/// <summary>
/// Makes a speech encoder of spoken digits from beginning to end, and measures after each part on a voice that it never heard; each part goes on from its checkpoints, if there are any.
/// <code>
/// labelled strings ──────────────────────────────► labels alone
/// strings without words ─► pre-trained ─ labels ─► tuned ─┬─► self-trained ─► model set
///                          strings without words ─ heard ─┘   (again each round)
/// </code>
/// </summary>
public sealed class SpeechRun(SpeechRunOptions options, TimeProvider time, ILoggerFactory? loggers = null)
{
    private const ulong TestSeed = 0x7E57;

    private readonly LetterTokens _letters = new(SoundBank.Digits);
    private readonly int _samples = (int)(options.Strings.MostSeconds * SpeechSound.SampleRate);

    /// <summary>Trains, measures and writes.</summary>
    /// <param name="say">Hears what begins, and each measurement.</param>
    /// <param name="progress">Hears how the part that runs goes.</param>
    /// <param name="cancellation">Stops behind a step; the same call goes on later.</param>
    /// <returns>The set, verified.</returns>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="LearningDataException">The data cannot be used.</exception>
    /// <exception cref="TrainingException">A loss is not finite, or a checkpoint cannot be written or is of another run.</exception>
    /// <exception cref="ModelSetException">The set cannot be written.</exception>
    public async Task<ModelSet> RunAsync(Action<string> say, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        options.Check();
        Directory.CreateDirectory(options.Work);
        var parts = new TrainingParts(options.Work, options.Seed, options.Device, time, loggers ?? NullLoggerFactory.Instance);
        var (told, untold, test) = Read(say);
        SpokenString[] labelled = [.. Enumerable.Range(0, options.Labelled).Select(i => told.Make(Draws.SeedOf(options.Seed, 1, i)))];
        SpokenString[] unlabelled = [.. Enumerable.Range(0, options.SelfTraining.Unlabelled).Select(i => untold.Make(Draws.SeedOf(options.Seed, 2, i)))];

        say($"learning {labelled.Length} labelled strings alone");
        var alone = await LearnWords("labels alone", "labels", labelled, options.Recognition.Steps, options.Recognition.PeakRate, begin: null);
        var quality = new Dictionary<string, double>();
        Measure("labels alone", alone);

        say("learning from strings without words");
        var pretrained = await parts.RunAsync(
            "speech without words",
            "pretrained",
            PretrainingStep.Build(options.Model, options.Pretraining, _samples),
            Falling(options.Pretraining.PeakRate, Scaled(options.Pretraining.Steps)),
            begin: null,
            new PretrainingBatches(untold, options.Model, options.Pretraining with { Steps = Scaled(options.Pretraining.Steps) }, _samples, options.Seed).Make,
            progress,
            cancellation);

        say($"learning {labelled.Length} labelled strings after that");
        var tuned = await LearnWords("pre-trained and labels", "tuned", labelled, options.Recognition.Steps, options.Recognition.PeakRate, pretrained.All);
        Measure("pre-trained and labels", tuned);

        for (var round = 1; round <= options.SelfTraining.Rounds; round++)
        {
            var heard = Hear(tuned, unlabelled);
            say(FormattableString.Invariant($"round {round}: sure of {heard.Strings.Count} of {unlabelled.Length} strings without words, of which {heard.Errors.Rate:P1} of the words are wrong"));
            tuned = await LearnWords($"self-training {round}", $"self{round}", [.. labelled, .. heard.Strings], options.SelfTraining.Steps, options.SelfTraining.PeakRate, tuned.All);
            Measure($"self-training {round}", tuned);
        }

        return SpeechSet.Write(options.Target, options.Model, _letters, tuned.Averaged, quality, options.Seed, options.Device);

        Task<TrainedWeights> LearnWords(string name, string file, IReadOnlyList<SpokenString> said, long steps, double rate, IReadOnlyDictionary<string, float[]>? begin) => parts.RunAsync(
            name,
            file,
            RecognitionStep.Build(options.Model, options.Recognition, _letters.Vocabulary.Count, _samples),
            Falling(rate, Scaled(steps)),
            begin,
            new RecognitionBatches(said, _letters, options.Model, options.Recognition, _samples, options.Seed).Make,
            progress,
            cancellation);

        void Measure(string name, TrainedWeights weights)
        {
            using var recogniser = Recogniser(weights);
            var errors = RecognitionErrors.Of(recogniser, test);
            say($"{name}: {errors}");
            (quality[$"WER, {name}"], quality[$"CER, {name}"]) = (errors.Words.Rate, errors.Characters.Rate);
        }
    }

    /// <summary>Strings whose words are told, strings that are heard without words, and those of the held-out voice that errors are counted on.</summary>
    internal (DigitStrings Told, DigitStrings Untold, SpokenString[] Test) Read(Action<string> say)
    {
        var skipped = new SkippedEntries();
        var (train, test) = DigitArchive.Read(Path.Combine(options.Data, SpeechRunOptions.Archive), SpeechSound.SampleRate, skipped);
        string[] voices = [.. train.Sounds.Select(static s => s.Group).Distinct().Order(StringComparer.Ordinal)];
        var heldOut = options.HeldOut ?? voices[^1];
        if (!voices.Contains(heldOut) || voices.Length < 2)
            throw new LearningDataException($"{SpeechRunOptions.Archive} has the voices {string.Join(", ", voices)}: {heldOut} cannot be held out and leave one to learn from");
        var own = train.Sounds.Where(s => s.Group != heldOut).ToArray();
        say($"{own.Length:N0} recordings of {voices.Length - 1} voices to learn from; {heldOut} is {(options.HearsHeldOut ? "heard without words" : "held out")}{(skipped.Count > 0 ? $"; left out: {skipped}" : "")}");
        // The measured voice as it is: only what is learned from is played faster and slower.
        var measured = new DigitStrings([.. test.Sounds.Where(s => s.Group == heldOut)], SpeechSound.SampleRate, options.Strings with { LargestSpeed = 1 });
        return (
            new DigitStrings(own, SpeechSound.SampleRate, options.Strings),
            new DigitStrings(options.HearsHeldOut ? [.. train.Sounds] : own, SpeechSound.SampleRate, options.Strings),
            [.. Enumerable.Range(0, options.TestStrings).Select(i => measured.Make(Draws.SeedOf(TestSeed, i)))]);
    }

    private PseudoLabels Hear(TrainedWeights weights, SpokenString[] unlabelled)
    {
        using var recogniser = Recogniser(weights);
        return PseudoLabels.Of(recogniser, unlabelled, options.SelfTraining.LeastConfidence, options.Recognition.MostTokens);
    }

    private TrainedRecogniser Recogniser(TrainedWeights weights) => new(options.Model, _letters.Vocabulary, _samples, weights.Averaged, options.Device);

    private static WarmUpCosine Falling(double peak, long steps) => new() { Peak = peak, WarmUp = steps / 10, Steps = steps };

    private long Scaled(long steps) => Math.Max(1, (long)Math.Round(steps * options.Length));
}
