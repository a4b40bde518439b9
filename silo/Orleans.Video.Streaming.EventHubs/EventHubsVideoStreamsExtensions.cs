using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using Orleans.Video.Videos;

namespace Orleans.Video.Streaming.EventHubs;

/// <summary>Puts Orleans' own Event Hubs provider on a silo, in place of the log over the Kafka protocol.</summary>
public static class EventHubsVideoStreamsExtensions
{
    /// <summary>Adds the stream provider <see cref="VideoStreams.Provider"/> over one event hub, with checkpoints in Azure Tables.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="connectionString">The namespace's connection string, with rights to listen and send.</param>
    /// <param name="hub">The event hub that events come in by and updates go out by.</param>
    /// <param name="consumerGroup">The consumer group; nobody else may use it.</param>
    /// <param name="checkpoints">The connection string of the storage account for checkpoints.</param>
    public static ISiloBuilder AddEventHubsVideoStreams(this ISiloBuilder silo, string connectionString, string hub, string consumerGroup, string checkpoints) =>
        silo.AddEventHubStreams(VideoStreams.Provider, streams =>
        {
            streams.ConfigureEventHub(events => events.Configure(options => options.ConfigureEventHubConnection(connectionString, hub, consumerGroup)));
            streams.UseAzureTableCheckpointer(tables => tables.Configure(options => options.TableServiceClient = new TableServiceClient(checkpoints)));
            streams.UseDataAdapter((services, _) => ActivatorUtilities.CreateInstance<CloudEventDataAdapter>(services));
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
        });
}
