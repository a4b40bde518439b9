using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Learning.Data.Videos;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;
using Orleans.Video.Search;
using Orleans.Video.Silo;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Testing;
using Orleans.Video.Videos;

namespace Orleans.Video.Benchmarks.Understanding;

/// <summary>
/// What a model set finds in videos that nobody titled: videos are made from photos that it did not learn from, go through the whole pipeline, and are searched by the names of their
/// classes; in videos of two topics, moments are. <c>videos [FOLDER OF THE SET]</c>; left out: the starter set.
/// </summary>
internal sealed class MadeVideos(string modelSet) : IDisposable
{
    public const string Argument = "videos";

    private const int PerClass = 2;
    private const int TwoTopics = 100;
    private const int First = 10;
    private const int MostMoments = 1_000;

    private readonly TemporaryFolder _folder = new();
    private readonly PipelineCounts _counts = new();

    public static async Task RunAsync(string? modelSet)
    {
        using var run = new MadeVideos(Path.GetFullPath(modelSet ?? Path.Combine(TestData.RepositoryRoot, "models", "starter")));
        await run.MeasureAsync();
    }

    public void Dispose()
    {
        _counts.Dispose();
        _folder.Dispose();
    }

    private async Task MeasureAsync()
    {
        var options = new MediaOptions { StagingFolder = _folder.File("staging") };
        var archive = PictureArchive.Open(TestData.Require("tiny-imagenet.zip"));
        PictureSet photos;
        await using (var library = new MediaLibrary(options, static (_, _) => ValueTask.FromResult<Stream?>(null), NullLogger<MediaLibrary>.Instance))
            photos = await archive.ReadAsync(library, "val", 64, 64, new SkippedEntries(), CancellationToken.None);
        var classes = archive.Classes.Classes;
        var writer = new VideoScriptWriter(photos, new VideoScriptOptions());
        await using var maker = new TrainingVideoMaker(options, photos, words: null);
        await using var silo = await VideoSilo.StartAsync(new VideoSiloOptions
        {
            DataFolder = _folder.File("data"),
            MediaRoots = [_folder.Path],
            ModelFolders = [Path.GetDirectoryName(modelSet)!],
            ModelSet = Path.GetFileName(modelSet),
            Urls = ["http://127.0.0.1:0"],
        });

        var one = Enumerable.Range(0, classes.Count * PerClass).Select(n => (Id: $"one-{n}", Script: writer.Write((ulong)n, n % classes.Count))).ToArray();
        await IngestAsync(silo, maker, one);
        var labels = one.ToDictionary(static v => v.Id, static v => v.Script.Topics[0].Label);
        var found = 0;
        for (var label = 0; label < classes.Count; label++)
            if ((await SearchAsync(silo, classes[label].Names[0], SearchScope.Video, First)).Any(result => labels[result.VideoId] == label)) found++;

        var two = Enumerable.Range(0, TwoTopics).Select(n => (Id: $"two-{n}", Script: writer.Write((ulong)(10_000 + n), n, (n + classes.Count / 2) % classes.Count))).ToArray();
        await IngestAsync(silo, maker, two);
        var (right, asked) = (0, 0);
        foreach (var (id, script) in two)
        {
            foreach (var topic in script.Topics)
            {
                asked++;
                var moment = (await SearchAsync(silo, classes[topic.Label].Names[0], SearchScope.Moment, MostMoments)).FirstOrDefault(result => result.VideoId == id);
                if (moment is { Start: { } start, End: { } end } && (start + end) / 2 is var middle && middle >= topic.Start && middle < topic.Start + topic.Seconds) right++;
            }
        }

        Console.WriteLine("| set | videos | class among the first 10 | of two topics | moment in the right half |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {Path.GetFileName(modelSet)} | {one.Length} | **{(double)found / classes.Count:P1}** of {classes.Count} names | {two.Length} | **{(double)right / asked:P1}** of {asked} searches |"));
    }

    private async Task IngestAsync(VideoSilo silo, TrainingVideoMaker maker, IReadOnlyList<(string Id, VideoScript Script)> videos)
    {
        var goal = _counts.Ready + videos.Count;
        foreach (var (id, script) in videos)
        {
            var path = _folder.File(id + ".mp4");
            await maker.MakeAsync(script, path, CancellationToken.None);
            await silo.Grains.GetGrain<IVideoGrain>(id).SubmitAsync(new VideoEvent { Id = "e1", VideoId = id, Sequence = 1, Kind = VideoEventKind.Uploaded, Uri = path });
        }

        await PipelineCounts.UntilAsync(() => _counts.Ready >= goal);
    }

    private static async Task<IReadOnlyList<SearchResult>> SearchAsync(VideoSilo silo, string words, SearchScope scope, int count) =>
        (await silo.Grains.GetGrain<ISearchGrain>(0).SearchAsync(new SearchRequest(words, scope, [], count, null))).Results;
}
