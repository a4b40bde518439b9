using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Text;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Data.Synthesis;
using Orleans.Video.Learning.Models.Audio;
using Orleans.Video.Learning.Models.Text;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Starter.Pictures;
using Orleans.Video.Learning.Starter.Sounds;
using Orleans.Video.Learning.Starter.Videos;
using Orleans.Video.Learning.Training;
using Orleans.Video.Learning.Words;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;

namespace Orleans.Video.Learning.Starter;

/// <summary>
/// Makes the starter set from beginning to end: pictures and words against each other, then sounds into their space, then videos from both; each part from its checkpoints, if there are any.
/// <code>
/// photos ──► visual ─┐                     recordings, made sounds ──► audio ─┐
///                    ├ contrast                                               ├ contrast, beside the photos' vectors
/// texts  ──► text  ──┘      texts ──► text (goes on) ─────────────────────────┘
/// vectors of photos and sounds as sequences ──► fusion ─ contrast ─ vectors of texts
/// </code>
/// </summary>
public sealed class StarterRun(StarterOptions options, TimeProvider time, ILoggerFactory? loggers = null)
{
    private const int PictureSize = 64;
    private const int ServedTextLength = 32;
    private const int ViewsOfPicture = 2;

    private readonly ILoggerFactory _loggers = loggers ?? NullLoggerFactory.Instance;

    /// <summary>Trains, writes and measures.</summary>
    /// <param name="say">Hears what begins, and each measurement.</param>
    /// <param name="progress">Hears how the part that runs goes.</param>
    /// <param name="cancellation">Stops behind a step; the same call goes on later.</param>
    /// <returns>The set, verified.</returns>
    /// <exception cref="LearningDataException">The data cannot be used.</exception>
    /// <exception cref="TrainingException">A loss is not finite, or a checkpoint cannot be written or is of another run.</exception>
    /// <exception cref="ModelSetException">The set cannot be written.</exception>
    public async Task<ModelSet> RunAsync(Action<string> say, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        options.Check();
        var began = time.GetTimestamp();
        Directory.CreateDirectory(options.Work);
        var skipped = new SkippedEntries();
        var mediaOptions = new MediaOptions { StagingFolder = Path.Combine(options.Work, "staging") };
        await using var media = new MediaLibrary(mediaOptions, static (_, _) => ValueTask.FromResult<Stream?>(null), _loggers.CreateLogger<MediaLibrary>(), time);
        say("reading photos and words");
        var archive = PictureArchive.Open(Path.Combine(options.Data, "tiny-imagenet.zip"));
        var train = await archive.ReadAsync(media, "train", PictureSize, PictureSize, skipped, cancellation);
        var heldOut = await archive.ReadAsync(media, "val", PictureSize, PictureSize, skipped, cancellation);
        var wordNet = WordNet.Open();
        var vocabulary = StarterVocabulary.Learn(wordNet, archive.Classes);
        var tokenizer = WordTokenizer.OfPieces(StarterSet.Tokenizer(new ModelSetFile("", "")), vocabulary);
        var text = new TextModelOptions { Vocabulary = StarterSet.PiecesOf(vocabulary), Length = 16 };
        var pictureOptions = new PictureTextOptions { Visual = options.Visual with { Frames = 1 }, Text = text, Pictures = options.Pictures, Seed = options.Seed, Stages = [.. options.Stages.Select(s => s with { Epochs = Scaled(s.Epochs) })] };
        var texts = new PictureTexts(wordNet, archive.Classes, pictureOptions.WideTexts);
        var visualSpec = StarterSet.Visual(options.Visual, new ModelSetFile("", ""));
        var parts = new TrainingParts(options.Work, options.Seed, options.Device, time, _loggers);
        var zeroShot = new ZeroShot(visualSpec, archive.Classes, new ClassTexts(wordNet, archive.Classes), tokenizer, options.Device);

        say($"learning from {train.Count:N0} photos of {archive.Classes.Count} classes");
        var seen = await new PictureTextTrainer(pictureOptions, visualSpec, texts, tokenizer, parts).RunAsync(
            train,
            (stage, weights) =>
            {
                var (top1, top5) = ZeroShot.Classify(heldOut, zeroShot.EncodePictures(heldOut, weights, options.Visual with { Size = stage.Size }), zeroShot.EncodeNames(weights, text));
                say(FormattableString.Invariant($"photos of {stage.Size} pixels: zero-shot {top1:P1} top-1, {top5:P1} top-5"));
            },
            progress,
            cancellation);
        var pictures = new PictureVectors(
            [.. Enumerable.Range(0, ViewsOfPicture).SelectMany(view => zeroShot.EncodePictures(train, seen, options.Visual, view == 0 ? null : View, Draws.SeedOf(options.Seed, view)))],
            [.. Enumerable.Repeat(train.Labels.ToArray(), ViewsOfPicture).SelectMany(static l => l)]);

        say("reading and making sounds");
        var (digits, heldOutDigits) = DigitArchive.Read(Path.Combine(options.Data, "fsdd.zip"), StarterSet.SampleRate, skipped);
        var words = await SpokenWords.MakeAsync(mediaOptions, options.SpokenWords, SpeechVoice.English, StarterSet.SampleRate, cancellation);
        var bank = new SoundBank(digits, words, perVariant: 60);
        var audioSpec = StarterSet.Audio(options.Sounds.Audio, new ModelSetFile("", ""));
        var soundOptions = options.Sounds with { Steps = Scaled((int)options.Sounds.Steps) };
        say($"learning from {bank.Facts.Count:N0} sounds of {bank.Names.Count} names");
        var soundBatches = new SoundTextBatches(soundOptions, audioSpec, bank, pictures, texts, tokenizer, text.Length, options.Seed);
        var heard = await parts.RunAsync(
            "sounds and words", "sounds", SoundTextGraph.Step(soundOptions, audioSpec, text, soundBatches.Texts), Falling(soundOptions.PeakRate, soundOptions.Steps), begin: seen, soundBatches.Make, progress, cancellation);

        var weights = new Dictionary<string, float[]>(seen, StringComparer.Ordinal);
        foreach (var (name, numbers) in heard.Averaged) weights[name] = numbers;
        using var forward = new AudioForward(new AudioNetwork(soundOptions.Audio), audioSpec, weights, options.Device);
        say("learning from videos");
        var (videoTexts, sounds) = SoundsAndTexts(archive.Classes, bank, forward, zeroShot, weights, text);
        var fusionOptions = options.Fusion with { Steps = Scaled((int)options.Fusion.Steps) };
        var fusionBatches = new FusionBatches(fusionOptions, pictures, sounds, videoTexts, archive.Classes.Count, options.Seed);
        var fused = await parts.RunAsync(
            "videos and words", "fusion", FusionStep.Build(fusionOptions, fusionBatches.TextCount), Falling(fusionOptions.PeakRate, fusionOptions.Steps), begin: null, fusionBatches.Make, progress, cancellation);
        foreach (var (name, numbers) in fused.Averaged) weights[name] = numbers;

        say("measuring");
        var (first, five) = ZeroShot.Classify(heldOut, zeroShot.EncodePictures(heldOut, weights, options.Visual), zeroShot.EncodeNames(weights, text));
        var kinds = zeroShot.EncodeTexts([.. Enum.GetValues<SoundKind>().Select(static k => SoundDescriptions.KindNames(k)[0])], weights, text);
        var quality = new StarterQuality
        {
            Classes = archive.Classes.Count,
            LearnedPhotos = train.Count,
            Photos = heldOut.Count,
            Recordings = heldOutDigits.Sounds.Count,
            Top1 = first,
            Top5 = five,
            Hypernyms = zeroShot.Search(heldOut, zeroShot.EncodePictures(heldOut, weights, options.Visual), new ClassTexts(wordNet, archive.Classes).HypernymQueries(3), weights, text),
            Sounds = AudioMeasures.Of(forward, new SoundBank(heldOutDigits, words: null, perVariant: 20), kinds, seed: options.Seed + 977),
        };
        say($"zero-shot {quality.Top1:P1} top-1, {quality.Top5:P1} top-5; {quality.Hypernyms.Count} hypernyms {quality.Hypernyms.Average(static h => h.Precision):F3}; {quality.Sounds}");
        if (skipped.Count > 0) say($"left out: {skipped}");
        var set = StarterSet.Write(options.Target, options.Visual, text with { Length = ServedTextLength }, soundOptions.Audio, fusionOptions.Fusion, vocabulary, weights, quality, options.Seed, options.Device);
        AddCard(set, quality, time.GetElapsedTime(began));
        return set;
    }

    // What videos do to pictures: another part of them, somewhat unsharp, compressed.
    private static PictureAugmentation View { get; } = PictureAugmentation.None with { SmallestCrop = 0.5, FlipChance = 0.5, BlurChance = 0.2, CompressionChance = 0.8, WorstQuality = 25 };

    private static (float[][] Texts, PictureVectors Sounds) SoundsAndTexts(
        ClassList classes, SoundBank bank, AudioForward forward, ZeroShot zeroShot, IReadOnlyDictionary<string, float[]> weights, TextModelOptions text)
    {
        const int PerName = 20;
        int[] items = [.. Enumerable.Range(0, bank.Facts.Count).GroupBy(i => bank.NameIndexes[i]).SelectMany(static g => g.Take(PerName))];
        var vectors = forward.Encode([.. items.Select(i => bank.Samples(i, bank.SampleRate, (ulong)i).ToArray())]);
        string[] names = [.. bank.Names.Select(name => SoundDescriptions.NameOf(bank.Facts.First(f => f.Name == name).Kind, name))];
        string[] all = [.. classes.Classes.Select(static c => c.Names[0]), .. names];
        return (zeroShot.EncodeTexts(all, weights, text), new PictureVectors(vectors, [.. items.Select(i => bank.NameIndexes[i])]));
    }

    private void AddCard(ModelSet set, StarterQuality quality, TimeSpan took)
    {
        var curves = Directory.CreateDirectory(Path.Combine(set.Folder, "curves")).FullName;
        foreach (var curve in ModelCard.Curves(options)) File.Copy(Path.Combine(options.Work, curve), Path.Combine(curves, curve), overwrite: true);
        File.WriteAllText(Path.Combine(set.Folder, ModelCard.Name), ModelCard.Write(set, options, quality, took, $"{options.Device.Name}, {options.Device.Threads} threads"));
    }

    private static WarmUpCosine Falling(double peak, long steps) => new() { Peak = peak, WarmUp = steps / 20, Steps = steps };

    private int Scaled(int amount) => Math.Max(1, (int)Math.Round(amount * options.Length));
}
