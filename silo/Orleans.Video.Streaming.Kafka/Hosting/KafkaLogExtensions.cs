using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Streams;
using Orleans.Video.Streaming.Kafka.Configuration;
using Orleans.Video.Streaming.Kafka.Partitions;
using Orleans.Video.Streaming.Kafka.Publishing;
using Orleans.Video.Videos;

namespace Orleans.Video.Streaming.Kafka.Hosting;

/// <summary>Puts the log on a silo.</summary>
public static class KafkaLogExtensions
{
    /// <summary>How often a partition is looked at when it had nothing new.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    /// <summary>How long one round of tries at an event lasts; a video whose grain does not even answer holds its partition up for as long, once.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds the stream provider <see cref="VideoStreams.Provider"/> over a log; the container must also have the pipeline's
    /// <see cref="Grains.Videos.IWaitingVideos"/>. Subscriptions are implicit only, and every silo of the cluster has the same options.
    /// </summary>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    public static ISiloBuilder AddKafkaVideoStreams(this ISiloBuilder silo, KafkaLogOptions options)
    {
        if (options.Check() is { } problem) throw new ArgumentException(problem, nameof(options));
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(options);
        silo.Services.AddSingleton<LogProducer>();
        silo.AddPersistentStreams(VideoStreams.Provider, KafkaLogFactory.Create, streams =>
        {
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
            streams.ConfigurePartitionBalancing((services, _) => ActivatorUtilities.CreateInstance<PartitionBalancer>(services));
            streams.ConfigurePullingAgent(agent => agent.Configure(pulling =>
            {
                pulling.BatchContainerBatchSize = 1;
                pulling.GetQueueMsgsTimerPeriod = Period;
                pulling.MaxEventDeliveryTime = Round;
                pulling.InitQueueTimeout = options.ReleaseTimeout;
            }));
        });
        return silo;
    }
}
