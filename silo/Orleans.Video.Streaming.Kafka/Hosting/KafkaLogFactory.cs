using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Video.Grains.Videos;
using Orleans.Video.Streaming.Kafka.Configuration;
using Orleans.Video.Streaming.Kafka.Partitions;
using Orleans.Video.Streaming.Kafka.Publishing;

namespace Orleans.Video.Streaming.Kafka.Hosting;

/// <summary>Asks the brokers which topics there are and how many partitions of events, and makes the parts of the provider.</summary>
internal sealed partial class KafkaLogFactory(
    string name,
    KafkaLogOptions options,
    LogProducer producer,
    IWaitingVideos videos,
    TimeProvider time,
    ILoggerFactory loggers) : IQueueAdapterFactory
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly ILogger<KafkaLogFactory> _logger = loggers.CreateLogger<KafkaLogFactory>();
    private KafkaLogAdapter? _adapter;
    private PartitionMapper? _mapper;

    public static IQueueAdapterFactory Create(IServiceProvider services, string name) => new KafkaLogFactory(
        name,
        services.GetRequiredService<KafkaLogOptions>(),
        services.GetRequiredService<LogProducer>(),
        services.GetRequiredService<IWaitingVideos>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILoggerFactory>());

    public Task<IQueueAdapter> CreateAdapter() => CreateAdapter(CancellationToken.None);

    /// <exception cref="KafkaLogException">The brokers do not answer in time, or a topic is not there.</exception>
    public async Task<IQueueAdapter> CreateAdapter(CancellationToken cancellationToken)
    {
        var metadata = await AskAsync(cancellationToken);
        foreach (var (option, topic) in Topics())
            if (metadata.Topics.TrueForAll(there => there.Topic != topic))
                throw new KafkaLogException($"{option}: there is no topic {topic} at {options.BootstrapServers}: create it, or name another one");
        var partitions = metadata.Topics.Find(there => there.Topic == options.Topic)!.Partitions.Count;
        LogFound(options.Topic, partitions);
        _mapper = new PartitionMapper(options.Topic, partitions);
        _adapter = new KafkaLogAdapter(name, options, _mapper, producer, new LogPublisher(options, producer, time), videos, time, loggers);
        return _adapter;
    }

    public IQueueAdapterCache GetQueueAdapterCache() => _adapter ?? throw new InvalidOperationException("the adapter comes first");

    public IStreamQueueMapper GetStreamQueueMapper() => _mapper ?? throw new InvalidOperationException("the adapter comes first");

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(new DeliveryFailures(loggers.CreateLogger<DeliveryFailures>()));

    private IEnumerable<(string Option, string Topic)> Topics()
    {
        yield return (nameof(options.Topic), options.Topic);
        yield return (nameof(options.DeadLetterTopic), options.DeadLetters);
        if (options.EmbeddingsTopic is { } embeddings) yield return (nameof(options.EmbeddingsTopic), embeddings);
        if (options.TranscriptsTopic is { } transcripts) yield return (nameof(options.TranscriptsTopic), transcripts);
    }

    private async Task<Confluent.Kafka.Metadata> AskAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var reason = "";
        using var admin = Build(error => reason = error.Reason);
        for (var said = false; ; said = true)
        {
            try
            {
                return await Task.Run(() => admin.GetMetadata(Patience), cancellationToken);
            }
            catch (KafkaException problem)
            {
                if (reason.Length == 0) reason = problem.Error.Reason;
                if (time.GetElapsedTime(began) >= options.StartTimeout)
                    throw new KafkaLogException($"BootstrapServers: no broker at {options.BootstrapServers} answered in {options.StartTimeout.TotalSeconds:0} s ({reason}): start the brokers, or look at the address and the options of security", problem);
                if (!said) LogWaiting(options.BootstrapServers, reason);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private IAdminClient Build(Action<Error> trouble)
    {
        try
        {
            return new AdminClientBuilder(ClientSettings.Admin(options)).SetErrorHandler((_, error) => trouble(error)).SetLogHandler((_, _) => { }).Build();
        }
        catch (Exception cause) when (cause is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new KafkaLogException($"Properties: librdkafka does not take them ({cause.Message}): see its list of properties", cause);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The log's topic {Topic} has {Partitions} partitions")]
    private partial void LogFound(string topic, int partitions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log's brokers at {Servers} do not answer yet ({Reason}); this silo waits for them")]
    private partial void LogWaiting(string servers, string reason);
}
