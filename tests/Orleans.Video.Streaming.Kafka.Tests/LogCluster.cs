using System.Text;
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
    private static readonly TimeSpan BrokerPatience = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly FileObjectStore _files;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly IConsumer<byte[]?, byte[]?> _offsets;
    private readonly MediaLibrary _media;

    private LogCluster(KafkaBroker broker, KafkaLogOptions options, int partitions)
    {
        (Broker, Options, Partitions) = (broker, options, partitions);
        _files = new FileObjectStore(_folder.File("objects"));
        Store = new RefusingStore(_files);
        _media = new MediaLibrary(new MediaOptions { Roots = [], StagingFolder = _folder.File("staging") }, (name, cancellation) => Store.OpenReadAsync(name, cancellation), NullLogger<MediaLibrary>.Instance);
        _producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = broker.BootstrapServers }).SetLogHandler((_, _) => { }).Build();
        _offsets = NewConsumer(options.Group);
    }

    public KafkaBroker Broker { get; }

    public KafkaLogOptions Options { get; }

    public int Partitions { get; }

    public RefusingStore Store { get; }

    /// <summary>What operators read of the log.</summary>
    public LogLines Lines { get; } = new();

    public InProcessTestCluster Silos { get; private set; } = null!;

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<LogCluster> StartAsync(int silos = 1, int partitions = 4, Func<KafkaLogOptions, KafkaLogOptions>? change = null, Func<LogCluster, Task>? before = null)
    {
        var broker = await KafkaBroker.RequireAsync(ct: Cancelled);
        var options = new KafkaLogOptions { BootstrapServers = broker.BootstrapServers, PublishTimeout = TimeSpan.FromSeconds(2) };
        options = change?.Invoke(options) ?? options;
        await broker.CreateTopicAsync(options.Topic, partitions);
        foreach (var topic in new[] { options.DeadLetters, options.EmbeddingsTopic, options.TranscriptsTopic })
            if (topic is not null) await broker.CreateTopicAsync(topic, 2);
        var cluster = new LogCluster(broker, options, partitions);
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
            silo.Services.AddSingleton(new ModelSetLibrary([Path.Combine(TestData.RepositoryRoot, "models")]));
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

    public Task<DeliveryResult<byte[]?, byte[]?>> SendAsync(string? key, byte[]? value, params (string Name, string Value)[] headers)
    {
        var message = new Message<byte[]?, byte[]?> { Key = key is null ? null : Encoding.UTF8.GetBytes(key), Value = value, Headers = [] };
        foreach (var (name, text) in headers) message.Headers.Add(name, Encoding.UTF8.GetBytes(text));
        return _producer.ProduceAsync(Options.Topic, message, Cancelled);
    }

    /// <summary>The group's offset of each partition; 0 where nothing is committed.</summary>
    public Task<long[]> CommittedAsync() => Task.Run(() =>
    {
        var partitions = Enumerable.Range(0, Partitions).Select(partition => new TopicPartition(Options.Topic, partition));
        return _offsets.Committed(partitions, BrokerPatience).OrderBy(at => at.Partition.Value).Select(at => at.Offset == Offset.Unset ? 0 : at.Offset.Value).ToArray();
    });

    public Task<long[]> EndsAsync() => Task.Run(() =>
        Enumerable.Range(0, Partitions).Select(partition => _offsets.QueryWatermarkOffsets(new TopicPartition(Options.Topic, partition), BrokerPatience).High.Value).ToArray());

    /// <summary>Waits until everything that is in the log now is committed.</summary>
    public async Task UntilCommittedAsync(Func<long[], Task>? atEach = null)
    {
        var ends = await EndsAsync();
        while (true)
        {
            var committed = await CommittedAsync();
            if (atEach is not null) await atEach(committed);
            if (committed.SequenceEqual(ends)) return;
            Cancelled.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Reads a topic from its beginning until there are so many records.</summary>
    public Task<List<ConsumeResult<byte[]?, byte[]?>>> ReadAsync(string topic, int count) => Task.Run(() =>
    {
        using var consumer = NewConsumer("a plain consumer");
        consumer.Assign([new TopicPartitionOffset(topic, 0, Offset.Beginning), new TopicPartitionOffset(topic, 1, Offset.Beginning)]);
        var found = new List<ConsumeResult<byte[]?, byte[]?>>();
        while (found.Count < count) found.Add(consumer.Consume(Cancelled));
        return found;
    });

    public async ValueTask DisposeAsync()
    {
        await Silos.StopAllSilosAsync();
        await Silos.DisposeAsync();
        _producer.Dispose();
        _offsets.Dispose();
        await _media.DisposeAsync();
        await Broker.DisposeAsync();
        _files.Dispose();
        _folder.Dispose();
    }

    private IConsumer<byte[]?, byte[]?> NewConsumer(string group) =>
        new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig { BootstrapServers = Broker.BootstrapServers, GroupId = group, EnableAutoCommit = false }).SetLogHandler((_, _) => { }).Build();
}
