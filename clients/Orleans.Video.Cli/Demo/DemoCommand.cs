using System.CommandLine;
using System.Diagnostics;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Ingest;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Http;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Videos;

namespace Orleans.Video.Cli.Demo;

/// <summary><c>video demo [PATH…]</c>: the whole way of a few videos, from files to answers.</summary>
internal static class DemoCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Videos to show it on; left out: three that are made on the spot", Arity = ArgumentArity.ZeroOrMore };
        var keep = new Option<string?>("--keep") { Description = "Keep the data in this folder; without it nothing stays", HelpName = "DIR" };
        var modelSet = SiloOptions.CreateModelSet();
        var models = SiloOptions.CreateModels();
        return new Command("demo", "Reads a few videos, shows what was understood, searches in them, and says how to go on. Needs nothing and leaves nothing behind.")
        {
            paths, keep, modelSet, models,
        }
            .WithExamples("video demo", "video demo holiday.mp4 birthday.mkv --keep ./demo-data", "video demo --json")
            .Runs(surroundings, async (call, cancellation) =>
            {
                var kept = call.Get(keep) is { Length: > 0 } given ? surroundings.FullPath(given) : null;
                var temporary = Directory.CreateTempSubdirectory("orleans-video-demo-").FullName;
                try
                {
                    var videos = await VideosAsync(call, call.Get(paths), kept ?? temporary, cancellation);
                    var options = new VideoSiloOptions
                    {
                        DataFolder = kept ?? Path.Combine(temporary, "data"),
                        ModelFolders = ModelLocations.ForSilo(surroundings, call.Get(models), kept ?? DataFolder.TryResolve(surroundings)),
                        ModelSet = call.Get(modelSet)!,
                        MediaRoots = [.. videos.Select(static video => Path.GetDirectoryName(video.Path)!).Distinct()],
                    };
                    var report = await RunAsync(call, options, videos, kept, cancellation);
                    if (call.Output.Json) call.Output.Document(report);
                    else DemoView.Write(call.Output, report);
                    return report.Videos.All(static video => video.Status.State == VideoState.Ready) ? CommandExit.Done : CommandExit.Failed;
                }
                finally
                {
                    Directory.Delete(temporary, recursive: true);
                }
            });
    }

    private static async Task<IReadOnlyList<DemoVideo>> VideosAsync(CommandCall call, string[] paths, string folder, CancellationToken cancellation)
    {
        if (paths.Length > 0)
        {
            var sources = paths.Select(path => MediaSource.Parse(path, call.Surroundings)).ToArray();
            if (sources.FirstOrDefault(static source => source.File is null) is { } remote)
                throw new UsageFailure($"the demo reads files, and {PlainText.Clean(remote.Given)} is none: use  video ingest");
            return [.. sources.Select(static source => new DemoVideo(source.File!, source.Id, source.Title, null, null, null))];
        }

        if (!call.Output.Json) call.Output.Say("Making three sample videos, with pictures, sound and a spoken sentence …");
        return await SampleVideos.MakeAsync(Path.Combine(folder, "samples"), call.Output, cancellation);
    }

    private static async Task<DemoReport> RunAsync(CommandCall call, VideoSiloOptions options, IReadOnlyList<DemoVideo> videos, string? kept, CancellationToken cancellation)
    {
        if (!call.Output.Json) call.Output.Say("Starting a silo in this process …");
        await using var connection = await SiloConnection.EmbedAsync(options, cancellation);
        var client = connection.Client;
        if (!call.Output.Json) call.Output.Say("Reading the videos …");

        var clock = Stopwatch.StartNew();
        foreach (var video in videos)
        {
            await client.SubmitAsync(
                new UploadRequest { Id = video.Id, Uri = video.Path, Title = video.Title, Caption = video.Caption, Description = video.Description, Language = video.Language },
                cancellation);
        }

        var statuses = await new VideoFollower(client, call.Output).FollowAsync([.. videos.Select(static video => (video.Id, video.Title))], null, cancellation);
        var seconds = clock.Elapsed.TotalSeconds;
        if (!call.Output.Json && !call.Output.ShowsProgress)
            foreach (var status in statuses) call.Output.Say(VideoFollower.Line(status));

        var understood = new List<UnderstoodVideo>();
        foreach (var status in statuses)
        {
            understood.Add(status.State == VideoState.Ready
                ? new UnderstoodVideo(status, VectorSummary.Of(await client.GetEmbeddingAsync(status.Id, cancellationToken: cancellation)), await client.GetTranscriptAsync(status.Id, cancellation))
                : new UnderstoodVideo(status, null, null));
        }

        var ready = statuses.Where(static status => status.State == VideoState.Ready).ToArray();
        var searches = new List<AskedSearch>();
        foreach (var (about, words, scope) in DemoQuestions.Searches(ready).Concat(DemoQuestions.Spoken([.. understood.Select(static video => video.Transcript).OfType<Transcripts.Transcript>()])))
            searches.Add(new AskedSearch(about, words, scope, await client.SearchAsync(words, scope, k: 3, cancellationToken: cancellation)));
        var similar = new List<AskedSimilar>();
        foreach (var (id, by) in DemoQuestions.Similar(ready))
            similar.Add(new AskedSimilar(id, by, await client.SimilarAsync(id, by, k: 2, cancellationToken: cancellation)));

        return new DemoReport(options.ModelSet, statuses.All(static status => status.Trained), understood, searches, similar, Next(call.Surroundings, kept, ready, searches.FirstOrDefault()?.Words ?? "WORDS"), kept, seconds);
    }

    private static NextCommand[] Next(Surroundings surroundings, string? kept, IReadOnlyList<VideoStatus> ready, string words)
    {
        var video = surroundings.CommandName;
        if (kept is null)
        {
            return
            [
                new($"{video} demo --keep ./demo-data", "the same, and keep the data to search in"),
                new($"{video} ingest FILE --wait", "read a video of yours"),
                new($"{video} search WORDS", "search in what you have read"),
                new($"{video} up --media-root DIR", "serve HTTP under /v1"),
                new($"{video} --help", "everything else"),
            ];
        }

        var data = $"--data {Quoted(kept)}";
        return
        [
            new($"{video} status {data}", "what is in it"),
            new($"{video} search {Quoted(words)} {data}", "search in it"),
            new($"{video} similar {(ready.Count > 0 ? ready[0].Id : "ID")} {data}", "what looks and sounds alike"),
            new($"{video} up {data}", "serve it by HTTP under /v1"),
            new($"{video} --help", "everything else"),
        ];
    }

    private static string Quoted(string path) =>
        path.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_') ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
