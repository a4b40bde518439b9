using System.Text;
using Confluent.Kafka;
using Orleans.Video.Embeddings;
using Orleans.Video.Streaming.Kafka.Configuration;
using Orleans.Video.Streaming.Kafka.Events;
using Orleans.Video.Transcripts;
using Orleans.Video.Videos;

namespace Orleans.Video.Streaming.Kafka.Publishing;

/// <summary>Puts what grains publish on the streams of <see cref="VideoStreams"/> into their topics; what is not mirrored goes nowhere.</summary>
internal sealed class LogPublisher(KafkaLogOptions options, LogProducer producer, TimeProvider time)
{
    private static readonly byte[] ContentType = Encoding.UTF8.GetBytes(CloudEventNames.StructuredJsonUtf8);

    /// <summary>Writes events of one stream, in order. When it returns they are durable.</summary>
    /// <exception cref="LogUnavailableException">The topic could not be written.</exception>
    /// <exception cref="InvalidOperationException">There is no topic for such a stream.</exception>
    public async Task PublishAsync<T>(StreamId stream, IEnumerable<T> events)
    {
        if (TopicOf(stream) is not { } topic) return;
        var key = Encoding.UTF8.GetBytes(stream.GetKeyAsString());
        foreach (var item in events)
        {
            var value = item switch
            {
                VideoEvent videoEvent => CloudEventWriter.Write(videoEvent),
                EmbeddingUpdate update => CloudEventWriter.Write(update, time.GetUtcNow()),
                TranscriptUpdate update => CloudEventWriter.Write(update, time.GetUtcNow()),
                _ => throw new InvalidOperationException($"the log has no form for a {typeof(T).Name}: publish what the streams of {nameof(VideoStreams)} carry"),
            };
            await producer.WriteAsync(topic, key, value, new Headers { { CloudEventNames.ContentType, ContentType } });
        }
    }

    private string? TopicOf(StreamId stream) => stream.GetNamespace() switch
    {
        VideoStreams.Uploads => options.Topic,
        VideoStreams.Embeddings => options.EmbeddingsTopic,
        VideoStreams.Transcripts => options.TranscriptsTopic,
        var other => throw new InvalidOperationException($"the log has no topic for streams of '{other}': use those of {nameof(VideoStreams)}"),
    };
}
