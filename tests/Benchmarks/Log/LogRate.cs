using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Orleans.Video.Silo;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Storage;
using Orleans.Video.Streaming.Kafka.Configuration;
using Orleans.Video.Streaming.Kafka.Events;
using Orleans.Video.Testing;
using Orleans.Video.Videos;

namespace Orleans.Video.Benchmarks.Log;

/// <summary>
/// How many metadata events a second one silo takes from the log until they are durable, beside how many conditional puts a second its store
/// takes from as many writers in the same run. Not a benchmark of many short calls, hence without BenchmarkDotNet.
/// </summary>
internal sealed class LogRate : IAsyncDisposable
{
    public const string Argument = "log";

    private const int Partitions = 4;
    private const int ReadyVideos = 100;
    private const int HiddenVideos = 500;
    private const int Rounds = 10;
    private const int Writers = 64;
    private const int Puts = 4_000;

    private readonly TemporaryFolder _folder = new();
    private readonly KafkaBroker _broker;
    private readonly KafkaLogOptions _log;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly PipelineCounts _counts = new();

    private LogRate(KafkaBroker broker)
    {
        _broker = broker;
        _log = new KafkaLogOptions { BootstrapServers = broker.BootstrapServers };
        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = broker.BootstrapServers, LingerMs = 5 }).Build();
    }

    public static async Task RunAsync()
    {
        await using var run = new LogRate(await KafkaBroker.RequireAsync());
        await run.MeasureAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _counts.Dispose();
        _producer.Dispose();
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    private async Task MeasureAsync()
    {
        foreach (var topic in new[] { _log.Topic, $"{_log.Topic}-dead-letter" }) await _broker.CreateTopicAsync(topic, Partitions);
        await using var silo = await VideoSilo.StartAsync(new VideoSiloOptions
        {
            DataFolder = _folder.File("data"),
            MediaRoots = [SampleVideos.Folder],
            ModelFolders = [Path.Combine(TestData.RepositoryRoot, "models")],
            Urls = ["http://127.0.0.1:0"],
            Log = _log,
        });
        var media = SampleVideos.Make("log-rate.mp4", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=5:d=1", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast");
        await SendAsync(ReadyVideos, "ready", n => Event("ready", n, 1, VideoEventKind.Uploaded) with { Uri = media, Title = $"Video {n}" });
        await SendAsync(HiddenVideos, "hidden", n => Event("hidden", n, 1, VideoEventKind.Uploaded) with { Uri = media, Audience = Audience.Private });
        await PipelineCounts.UntilAsync(() => _counts.Accepted == ReadyVideos + HiddenVideos && _counts.Ready == ReadyVideos);

        Console.WriteLine("| run | conditional puts/s | titles of ready videos/s | ratio | titles of hidden videos/s | ratio |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        for (var run = 1; run <= 3; run++)
        {
            var before = await PutRateAsync();
            var ready = await TitleRateAsync("ready", ReadyVideos, run);
            var hidden = await TitleRateAsync("hidden", HiddenVideos, run);
            var puts = (before + await PutRateAsync()) / 2;
            Console.WriteLine($"| {run} | {puts:N0} | {ready:N0} | {ready / puts:0.00} | {hidden:N0} | {hidden / puts:0.00} |");
        }
    }

    /// <summary>Records of the size of a video's, replaced again and again, each put conditional on the version before.</summary>
    private async Task<double> PutRateAsync()
    {
        using var store = new FileObjectStore(_folder.File("puts"));
        var content = Encoding.UTF8.GetBytes(new string('x', 700));
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var name = $"state/video/writer-{writer}.json";
            var tag = await store.PutAsync(name, content);
            for (var put = 1; put < Puts / Writers; put++) tag = await store.PutAsync(name, content, PutCondition.IfMatch(tag));
        })));
        return Puts / clock.Elapsed.TotalSeconds;
    }

    private async Task<double> TitleRateAsync(string prefix, int videos, int run)
    {
        var before = _counts.Accepted;
        var clock = Stopwatch.StartNew();
        for (var round = 0; round < Rounds; round++)
            await SendAsync(videos, prefix, n => Event(prefix, n, (run * 100) + round, VideoEventKind.Updated) with { Title = $"Title {run} {round} of {n}" });
        await PipelineCounts.UntilAsync(() => _counts.Accepted - before == (long)videos * Rounds);
        return videos * Rounds / clock.Elapsed.TotalSeconds;
    }

    private static VideoEvent Event(string prefix, int n, long sequence, VideoEventKind kind) => new() { Id = $"e{sequence}", VideoId = $"{prefix}-{n}", Sequence = sequence, Kind = kind };

    private Task SendAsync(int count, string prefix, Func<int, VideoEvent> make) => Task.WhenAll(Enumerable.Range(0, count).Select(n =>
        _producer.ProduceAsync(_log.Topic, new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes($"{prefix}-{n}"), Value = CloudEventWriter.Write(make(n)) })));
}
