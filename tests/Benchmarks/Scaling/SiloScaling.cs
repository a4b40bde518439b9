using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;
using Orleans.Video.Benchmarks.Encoders;
using Orleans.Video.Grains;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Grains.Hosting;
using Orleans.Video.Inference;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;
using Orleans.Video.Storage;
using Orleans.Video.Testing;
using Orleans.Video.Videos;

namespace Orleans.Video.Benchmarks.Scaling;

/// <summary>
/// How many videos a second one, two and three silos of a cluster make ready, from the upload event through ffmpeg and the encoders to the index. An
/// encoder takes a fixed time for each second of media and no processor, as one on a device does, so that two cores can show whether
/// silos stand in each other's way. All silos are in this process, on one store of files.
/// </summary>
internal sealed class SiloScaling : IAsyncDisposable
{
    public const string Argument = "scaling";

    private const int Videos = 60;
    private const int WarmUpVideos = 6;
    private const int Seconds = 8;

    /// <summary>Of one second of media: a video keeps its silo's device busy for eight times as long.</summary>
    private static readonly TimeSpan ItemCost = TimeSpan.FromMilliseconds(250);

    private readonly TemporaryFolder _folder = new();
    private readonly PipelineCounts _counts = new();
    private readonly ConcurrentBag<MediaLibrary> _media = [];
    private readonly FileObjectStore _store;
    private readonly InProcessTestCluster _cluster;

    private SiloScaling(int silos)
    {
        _store = new FileObjectStore(_folder.File("objects"));
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((silo, host) =>
        {
            var media = new MediaLibrary(
                new MediaOptions { Roots = [SampleVideos.Folder], StagingFolder = _folder.File($"staging-{silo.SiloName}") },
                (name, cancellation) => _store.OpenReadAsync(name, cancellation),
                NullLogger<MediaLibrary>.Instance);
            _media.Add(media);
            host.Services.AddSingleton<IObjectStore>(_store);
            host.Services.AddSingleton(media);
            host.Services.AddSingleton(new ModelSetLibrary([Path.Combine(TestData.RepositoryRoot, "models")]));
            host.Services.AddSingleton<IEncoderEngineFactory>(new FixedCostEngines(ItemCost));
            host.AddVideoPipeline(new VideoPipelineOptions { Devices = "cpu:0", MaxConcurrentVideos = 3 });
        });
        builder.ConfigureHost(host => host.Logging.SetMinimumLevel(LogLevel.Error));
        builder.ConfigureClient(client => client.AddMemoryStreams(VideoStreams.Provider));
        _cluster = builder.Build();
    }

    public static async Task RunAsync()
    {
        // An encoder at work holds a thread of the pool; there are four a silo.
        ThreadPool.SetMinThreads(64, 64);
        Console.WriteLine("| silos | seconds for all | videos/s | of linear |");
        Console.WriteLine("|---:|---:|---:|---:|");
        var one = 0.0;
        for (var silos = 1; silos <= 3; silos++)
        {
            await using var run = new SiloScaling(silos);
            var seconds = await run.MeasureAsync();
            if (silos == 1) one = seconds;
            Console.WriteLine($"| {silos} | {seconds:0.0} | {Videos / seconds:0.00} | {one / (seconds * silos):0.00} |");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        foreach (var media in _media) await media.DisposeAsync();
        _counts.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    private async Task<double> MeasureAsync()
    {
        await _cluster.DeployAsync();
        await UploadAsync("warm-up", WarmUpVideos);
        await PipelineCounts.UntilAsync(() => _counts.Ready == WarmUpVideos);
        var clock = Stopwatch.StartNew();
        await UploadAsync("video", Videos);
        await PipelineCounts.UntilAsync(() => _counts.Ready == WarmUpVideos + Videos);
        return clock.Elapsed.TotalSeconds;
    }

    private Task UploadAsync(string prefix, int count)
    {
        var media = SampleVideos.Make("scaling.mp4", [.. SampleVideos.Pattern(Seconds, "64x48", 10), .. SampleVideos.Tone(Seconds, 16_000), "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"]);
        return Task.WhenAll(Enumerable.Range(0, count).Select(n => _cluster.Client.GetGrain<IVideoGrain>($"{prefix}-{n}").SubmitAsync(
            new VideoEvent { Id = "e1", VideoId = $"{prefix}-{n}", Sequence = 1, Kind = VideoEventKind.Uploaded, Uri = media })));
    }
}
