using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Grains.Examples;
using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Learning.Data.Videos;
using Orleans.Video.Learning.Fusion;
using Orleans.Video.Learning.Training;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;
using Orleans.Video.Silo;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Silo.Hosting;
using Orleans.Video.Testing;
using Orleans.Video.Videos;

namespace Orleans.Video.Benchmarks.Understanding;

/// <summary>
/// What a fusion encoder gains from ingested videos: 500 videos of 50 classes are made from photos that no encoder learned from; those that are kept aside are made from other photos than those
/// that are learned from. They go through the whole pipeline, and the encoder learns from what lies in the data folder: once with titles of names that the set knows, then, after an update of
/// each title, with words by which uploaders call what they show and which say nothing of it to the set, and with these shuffled among the videos that are learned from.
/// <c>fusion [SEEDS [FOLDER OF THE SET [DATA FOLDER]]]</c>; a data folder that is named stays, and is not filled again. <c>direct</c> instead of one: no video is made, and the photos that it
/// would show go into the visual encoder as they are, which takes seconds.
/// </summary>
internal sealed class FusionGain(int seeds, string modelSet, string? dataFolder) : IDisposable
{
    public const string Argument = "fusion";

    private const string Direct = "direct";

    private const int Classes = 50;
    private const int PerClass = 10;

    private static readonly string[] Titles = ["{0}", "my {0}", "look at this {0}", "{0}, part 2"];

    // What uploaders call what they show, a word a class, none of which says what it is.
    private static readonly string[] OwnNames =
    [
        "monday", "paris", "grandmother", "birthday", "kitchen", "winter", "doctor", "music", "river", "school", "garden", "money", "sister", "soldier", "church", "island", "letter",
        "summer", "london", "silver", "history", "battle", "poetry", "king", "market", "science", "mountain", "hospital", "copper", "village", "lawyer", "blood", "theatre", "empire",
        "justice", "machine", "desert", "mathematics", "election", "bread", "mirror", "prayer", "thunder", "harvest", "ocean", "medicine", "signal", "marriage", "winner", "shadow",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly PipelineCounts _counts = new();
    private readonly InferenceDevice _device = new("cpu:0", int.TryParse(Environment.GetEnvironmentVariable("ORLEANS_VIDEO_THREADS"), CultureInfo.InvariantCulture, out var threads) ? threads : Environment.ProcessorCount);

    public static async Task RunAsync(IReadOnlyList<string> arguments)
    {
        var seeds = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 3;
        using var run = new FusionGain(seeds, Path.GetFullPath(arguments.Count > 1 ? arguments[1] : Path.Combine(TestData.RepositoryRoot, "models", "starter")), arguments.Count > 2 ? arguments[2] : null);
        await run.MeasureAsync();
    }

    public void Dispose()
    {
        _counts.Dispose();
        _folder.Dispose();
    }

    private async Task MeasureAsync()
    {
        var options = new VideoSiloOptions
        {
            DataFolder = dataFolder is null ? _folder.File("data") : Path.GetFullPath(dataFolder),
            MediaRoots = [_folder.Path],
            ModelFolders = [Path.GetDirectoryName(modelSet)!],
            ModelSet = Path.GetFileName(modelSet),
            Urls = ["http://127.0.0.1:0"],
        };
        var names = PictureArchive.Open(TestData.Require("tiny-imagenet.zip")).Classes.Classes.Select(static c => c.Names[0]).ToArray();
        string[] known = [.. Enumerable.Range(0, Classes).Select(c => names[LabelOf(c, names.Length)])];
        var direct = dataFolder == Direct ? await EncodeAsync() : null;
        if (direct is null && !Directory.Exists(Path.Combine(options.DataFolder, "objects")))
        {
            var began = TimeProvider.System.GetTimestamp();
            await using (var silo = await VideoSilo.StartAsync(options)) await IngestAsync(silo);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ingested in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F0} s"));
        }

        Console.WriteLine("| titles | seed | learned from | kept aside | recall at 10 before | after | chance |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        var stored = direct is null ? await TitledAsync(options, known) : Titled(direct, known);
        for (var seed = 1; seed <= seeds; seed++) Say("names that the set knows", seed, await LearnAsync(stored, (ulong)seed, shuffled: false, "known"));
        stored = direct is null ? await TitledAsync(options, OwnNames) : Titled(direct, OwnNames);
        for (var seed = 1; seed <= seeds; seed++) Say("names of the uploaders' own", seed, await LearnAsync(stored, (ulong)seed, shuffled: false, "own"));
        for (var seed = 1; seed <= seeds; seed++) Say("the same, shuffled", seed, await LearnAsync(stored, (ulong)seed, shuffled: true, "shuffled"));
    }

    private static string TitleOf(int n, string[] names) => string.Format(CultureInfo.InvariantCulture, Titles[n / Classes % Titles.Length], names[n % Classes]);

    private static List<StoredExample> Titled(List<StoredExample> untitled, string[] names) => [.. untitled.Select((e, n) => e with { Texts = [[TitleOf(n, names)]] })];

    private static int LabelOf(int ofCorpus, int all) => ofCorpus * (all / Classes);

    private async Task<List<StoredExample>> TitledAsync(VideoSiloOptions options, string[] names)
    {
        await using (var silo = await VideoSilo.StartAsync(options))
        {
            for (var n = 0; n < Classes * PerClass; n++)
            {
                var (video, title) = (silo.Grains.GetGrain<IVideoGrain>($"video-{n}"), TitleOf(n, names));
                var next = (await video.GetStatusAsync())!.Sequence + 1;
                await video.SubmitAsync(new VideoEvent { Id = $"e{next}", VideoId = $"video-{n}", Sequence = next, Kind = VideoEventKind.Updated, Title = title });
            }
        }

        var store = SiloStore.OpenForReading(options);
        using var closing = store as IDisposable;
        var stored = new List<StoredExample>();
        await foreach (var example in new StoredExamples(store, options.ModelSet).ListAsync(CancellationToken.None)) stored.Add(example);
        return stored;
    }

    private async Task<FusionOutcome> LearnAsync(List<StoredExample> stored, ulong seed, bool shuffled, string kind)
    {
        var titles = stored.Select(static example => example.Texts).ToArray();
        if (shuffled) new Random((int)seed).Shuffle(titles);
        var examples = stored.Select((e, i) => new FusionExample(e.VideoId, shuffled && !IsHeldOut(e.VideoId) ? titles[i] : e.Texts, e.Seconds, e.Visual, e.Audio, e.VideoPresent, e.AudioPresent)).ToArray();
        var name = $"fused-{seed}-{kind}";
        var run = new FusionRun(
            new FusionRunOptions { Parent = ModelSet.Open(modelSet), Target = _folder.File(name), Work = _folder.File(name + ".work"), Seed = seed, Device = _device },
            static (_, _) => ValueTask.FromResult(true),
            TimeProvider.System);
        return await run.RunAsync(examples, static _ => { }, new Silence(), CancellationToken.None);
    }

    private static void Say(string titles, int seed, FusionOutcome outcome) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {titles} | {seed} | {outcome.Learned} | {outcome.HeldOut} | {outcome.Before:P1} | **{outcome.After:P1}** | {10.0 / outcome.HeldOut:P1} |"));

    // Two parts of the photos of each class, so that nothing that is measured on was learned from.
    private static async Task<(PictureSet Learned, PictureSet HeldOut, int Classes)> PhotosAsync(MediaOptions options)
    {
        var archive = PictureArchive.Open(TestData.Require("tiny-imagenet.zip"));
        await using var library = new MediaLibrary(options, static (_, _) => ValueTask.FromResult<Stream?>(null), NullLogger<MediaLibrary>.Instance);
        var photos = await archive.ReadAsync(library, "val", 64, 64, new SkippedEntries(), CancellationToken.None);
        return (Part(photos, static i => i % 3 != 0), Part(photos, static i => i % 3 == 0), archive.Classes.Count);
    }

    private async Task<List<StoredExample>> EncodeAsync()
    {
        var (learned, heldOut, classes) = await PhotosAsync(new MediaOptions { StagingFolder = _folder.File("staging") });
        var (set, scripts) = (ModelSet.Open(modelSet), new VideoScriptOptions());
        var audioWidth = set.Manifest.Audio!.Width;
        using var encoder = new VisualEncoder(set, _device);
        var (learnedWriter, heldOutWriter) = (new VideoScriptWriter(learned, scripts), new VideoScriptWriter(heldOut, scripts));
        var videos = new List<StoredExample>();
        for (var n = 0; n < Classes * PerClass; n++)
        {
            var id = $"video-{n}";
            var (writer, photos) = IsHeldOut(id) ? (heldOutWriter, heldOut) : (learnedWriter, learned);
            var script = writer.Write((ulong)n, LabelOf(n % Classes, classes));
            var clips = new byte[script.Seconds * encoder.ClipLength];
            for (var at = 0; at < clips.Length; at += photos.PictureBytes)
                photos.Pixels(script.Scenes.Last(scene => scene.Start <= (at / encoder.ClipLength) + 0.5).Picture).CopyTo(clips.AsSpan(at));
            var vectors = new float[script.Seconds * encoder.Width];
            encoder.Encode(clips, script.Seconds, vectors);
            videos.Add(new StoredExample(id, "direct", default, [], script.Seconds, vectors, new float[script.Seconds * audioWidth], [.. Enumerable.Repeat(true, script.Seconds)], new bool[script.Seconds]));
        }

        return videos;
    }

    private async Task IngestAsync(VideoSilo silo)
    {
        var options = new MediaOptions { StagingFolder = _folder.File("staging") };
        var (learned, heldOut, classes) = await PhotosAsync(options);
        var scripts = new VideoScriptOptions();
        var (learnedWriter, heldOutWriter) = (new VideoScriptWriter(learned, scripts), new VideoScriptWriter(heldOut, scripts));
        await using var learnedMaker = new TrainingVideoMaker(options, learned, words: null);
        await using var heldOutMaker = new TrainingVideoMaker(options, heldOut, words: null);
        var goal = _counts.Ready + (Classes * PerClass);
        for (var n = 0; n < Classes * PerClass; n++)
        {
            var (id, label) = ($"video-{n}", LabelOf(n % Classes, classes));
            var path = _folder.File(id + ".mp4");
            var (writer, maker) = IsHeldOut(id) ? (heldOutWriter, heldOutMaker) : (learnedWriter, learnedMaker);
            await maker.MakeAsync(writer.Write((ulong)n, label), path, CancellationToken.None);
            await silo.Grains.GetGrain<IVideoGrain>(id).SubmitAsync(new VideoEvent { Id = "e1", VideoId = id, Sequence = 1, Kind = VideoEventKind.Uploaded, Uri = path });
        }

        await PipelineCounts.UntilAsync(() => _counts.Ready >= goal);
    }

    private static bool IsHeldOut(string id) => new FusionExample(id, [], 0, [], [], [], []).IsHeldOut;

    private static PictureSet Part(PictureSet photos, Func<int, bool> isIn) => photos.Take(Enumerable.Range(0, photos.Count).Where(isIn));

    private sealed class Silence : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
        }
    }
}
