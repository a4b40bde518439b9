using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;
using Orleans.Video.Grains;
using Orleans.Video.Grains.Hosting;
using Orleans.Video.Inference;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;
using Orleans.Video.Storage;
using Orleans.Video.Streaming.Kafka.Configuration;
using Orleans.Video.Streaming.Kafka.Events;
using Orleans.Video.Streaming.Kafka.Hosting;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Streaming.Kafka.Tests;

/// <summary>The real pipeline on in-process silos that share a store, over a real log: brokers in a process of their own.</summary>
internal sealed class LogCluster : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileObjectStore _files;
    private readonly MediaLibrary _media;

    private LogCluster(TestLog log, KafkaLogOptions options)
    {
        (Log, Options) = (log, options);
        _files = new FileObjectStore(_folder.File("objects"));
        Store = new RefusingStore(_files);
        _media = new MediaLibrary(new MediaOptions { Roots = [SampleVideos.Folder], StagingFolder = _folder.File("staging") }, (name, cancellation) => Store.OpenReadAsync(name, cancellation), NullLogger<MediaLibrary>.Instance);
    }

    public TestLog Log { get; }

    public KafkaBroker Broker => Log.Broker;

    public KafkaLogOptions Options { get; }

    public RefusingStore Store { get; }

    /// <summary>What operators read of the log.</summary>
    public LogLines Lines { get; } = new();

    public InProcessTestCluster Silos { get; private set; } = null!;

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<LogCluster> StartAsync(int silos = 1, int partitions = 4, Func<KafkaLogOptions, KafkaLogOptions>? change = null, Func<LogCluster, Task>? before = null)
    {
        var log = await TestLog.RequireAsync(partitions, ct: Cancelled);
        var options = new KafkaLogOptions { BootstrapServers = log.Broker.BootstrapServers, PublishTimeout = TimeSpan.FromSeconds(2) };
        options = change?.Invoke(options) ?? options;
        foreach (var topic in new[] { options.EmbeddingsTopic, options.TranscriptsTopic })
            if (topic is not null) await log.Broker.CreateTopicAsync(topic, 2);
        var cluster = new LogCluster(log, options);
        if (before is not null) await before(cluster);
        await cluster.OpenAsync(silos);
        return cluster;
    }

    /// <summary>Starts silos on what is in the store and in the log.</summary>
    public async Task OpenAsync(int silos)
    {
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IObjectStore>(Store);
            silo.Services.AddSingleton(_media);
            silo.Services.AddSingleton(new ModelSetLibrary([UntrainedModels.Folder]));
            silo.AddVideoPipeline(new VideoPipelineOptions { Shards = 2, RetryDelay = TimeSpan.FromMilliseconds(20) }, streams => streams.AddKafkaVideoStreams(Options));
        });
        builder.ConfigureHost(host => host.Logging.AddProvider(Lines).AddFilter((category, level) => level >= LogLevel.Information && category!.StartsWith("Orleans.Video.Streaming", StringComparison.Ordinal)));
        Silos = builder.Build();
        await Silos.DeployAsync();
    }

    /// <summary>Ends all silos without a goodbye.</summary>
    public async Task KillAsync()
    {
        foreach (var silo in Silos.Silos.ToArray()) await Silos.KillSiloAsync(silo);
        await Silos.DisposeAsync();
    }

    public IVideoGrain Video(string id) => Silos.Client.GetGrain<IVideoGrain>(id);

    /// <summary>A video that nobody may read, so that only its record is made.</summary>
    public static VideoEvent Upload(string id, long sequence = 1, string? title = null) => new()
    {
        Id = $"u{sequence}",
        VideoId = id,
        Sequence = sequence,
        Kind = VideoEventKind.Uploaded,
        Uri = "/videos/a.mp4",
        Title = title,
        Audience = Audience.Private,
    };

    public Task<DeliveryResult<byte[]?, byte[]?>> SendAsync(VideoEvent videoEvent) => SendAsync(videoEvent.VideoId, CloudEventWriter.Write(videoEvent));

    public Task<DeliveryResult<byte[]?, byte[]?>> SendAsync(string? key, byte[]? value, params (string Name, string Value)[] headers) => Log.SendAsync(key, value, headers, Cancelled);

    public Task<long[]> CommittedAsync() => Log.CommittedAsync();

    public Task UntilCommittedAsync(Func<long[], Task>? atEach = null) => Log.UntilCommittedAsync(atEach, Cancelled);

    public Task<List<ConsumeResult<byte[]?, byte[]?>>> ReadAsync(string topic, int count) => Log.ReadAsync(topic, count, Cancelled);

    public async ValueTask DisposeAsync()
    {
        await Silos.StopAllSilosAsync();
        await Silos.DisposeAsync();
        await _media.DisposeAsync();
        await Log.DisposeAsync();
        _files.Dispose();
        _folder.Dispose();
    }
}
