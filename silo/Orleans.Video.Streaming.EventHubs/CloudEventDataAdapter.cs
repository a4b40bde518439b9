using System.Text;
using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Orleans.Streaming.EventHubs;
using Orleans.Streams;
using Orleans.Video.Embeddings;
using Orleans.Video.Streaming.Kafka.Events;
using Orleans.Video.Transcripts;
using Orleans.Video.Videos;

namespace Orleans.Video.Streaming.EventHubs;

/// <summary>Reads and writes CloudEvents in an event hub. Attributes in binary mode are properties named <c>cloudEvents:…</c> (CloudEvents' AMQP binding); the partition key is the video id.</summary>
internal sealed partial class CloudEventDataAdapter(Serializer serializer, TimeProvider time, ILogger<CloudEventDataAdapter> logger) : EventHubDataAdapter(serializer)
{
    private const string Prefix = "cloudEvents:";
    private const string TypeProperty = Prefix + CloudEventNames.Type;

    /// <summary>Updates that we wrote come back as what they are, and nobody takes them; everything else is an upload system's.</summary>
    public override StreamId GetStreamIdentity(EventData queueMessage)
    {
        var type = queueMessage.Properties.TryGetValue(TypeProperty, out var value) ? value as string : null;
        var name = type switch
        {
            CloudEventNames.EmbeddingUpdated => VideoStreams.Embeddings,
            CloudEventNames.TranscriptUpdated => VideoStreams.Transcripts,
            _ => VideoStreams.Uploads,
        };
        return StreamId.Create(name, queueMessage.PartitionKey ?? "");
    }

    public override EventData ToQueueMessage<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken token, Dictionary<string, object> requestContext)
    {
        var (type, body) = events.Single() switch
        {
            VideoEvent videoEvent => (null, CloudEventWriter.Write(videoEvent)),
            EmbeddingUpdate update => (CloudEventNames.EmbeddingUpdated, CloudEventWriter.Write(update, time.GetUtcNow())),
            TranscriptUpdate update => (CloudEventNames.TranscriptUpdated, CloudEventWriter.Write(update, time.GetUtcNow())),
            _ => throw new InvalidOperationException($"the event hub has no form for a {typeof(T).Name}"),
        };
        var data = new EventData(body) { ContentType = CloudEventNames.StructuredJson };
        if (type is not null) data.Properties[TypeProperty] = type;
        return data;
    }

    protected override IBatchContainer GetBatchContainer(EventHubMessage eventHubMessage)
    {
        var headers = eventHubMessage.Properties
            .Where(property => property.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(property => KeyValuePair.Create(CloudEventNames.HeaderPrefix + property.Key[Prefix.Length..], (byte[]?)Encoding.UTF8.GetBytes($"{property.Value}")));
        var record = new LogRecord(Encoding.UTF8.GetBytes(eventHubMessage.PartitionKey ?? ""), eventHubMessage.Payload, [.. headers]);
        if (!CloudEventReader.TryRead(record, out var videoEvent, out var reason)) LogMalformed(eventHubMessage.SequenceNumber, reason);
        return new EventHubsBatch(eventHubMessage.StreamId, new EventHubSequenceTokenV2(eventHubMessage.Offset, eventHubMessage.SequenceNumber, 0), videoEvent);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The message with sequence number {SequenceNumber} is no event of a video and is left out: {Reason}")]
    private partial void LogMalformed(long sequenceNumber, string reason);
}

/// <summary>One event on its way to its video; none when the message was no event.</summary>
[GenerateSerializer, Immutable, Alias("orleans.video.EventHubsBatch")]
internal sealed record EventHubsBatch([property: Id(0)] StreamId StreamId, [property: Id(1)] StreamSequenceToken SequenceToken, [property: Id(2)] VideoEvent? Event) : IBatchContainer
{
    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => Event is T typed ? [Tuple.Create<T, StreamSequenceToken>(typed, SequenceToken)] : [];

    public bool ImportRequestContext() => false;
}
