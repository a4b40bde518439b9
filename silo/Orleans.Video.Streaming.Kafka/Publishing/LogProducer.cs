using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Orleans.Video.Streaming.Kafka.Configuration;
using Orleans.Video.Streaming.Kafka.Telemetry;
using Orleans.Video.Videos;

namespace Orleans.Video.Streaming.Kafka.Publishing;

/// <summary>Writes records to topics. A write returns when all in-sync replicas have the record, or fails; it may be there twice, never less than it said.</summary>
internal sealed partial class LogProducer(KafkaLogOptions options, ILogger<LogProducer> logger) : IDisposable
{
    private readonly Lock _lock = new();
    private IProducer<byte[]?, byte[]?>? _producer;
    private bool _disposed;

    /// <summary>Writes a record and waits until it is durable.</summary>
    /// <exception cref="LogUnavailableException">It is not known to be durable after <see cref="KafkaLogOptions.PublishTimeout"/>, or the topic refuses it.</exception>
    public async Task WriteAsync(string topic, byte[]? key, byte[]? value, Headers headers, CancellationToken cancellationToken = default)
    {
        var producer = Current();
        try
        {
            await producer.ProduceAsync(topic, new Message<byte[]?, byte[]?> { Key = key, Value = value, Headers = headers }, cancellationToken);
            LogInstruments.Published.Add(1, new KeyValuePair<string, object?>("topic", topic));
        }
        catch (ProduceException<byte[]?, byte[]?> cause)
        {
            if (cause.Error.IsFatal) Replace(producer, cause);
            throw new LogUnavailableException(MessageFor(topic, cause.Error));
        }
        catch (ObjectDisposedException)
        {
            // Another write found the producer broken and replaced it.
            throw new LogUnavailableException($"topic {topic} was not written: the connection was just replaced; it is tried again");
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _producer?.Dispose();
            _producer = null;
        }
    }

    private static string MessageFor(string topic, Error error) => error.Code switch
    {
        Confluent.Kafka.ErrorCode.MsgSizeTooLarge => $"topic {topic} does not take a record of this size: raise its max.message.bytes",
        Confluent.Kafka.ErrorCode.UnknownTopicOrPart or Confluent.Kafka.ErrorCode.Local_UnknownTopic => $"topic {topic} is not there: create it",
        Confluent.Kafka.ErrorCode.TopicAuthorizationFailed => $"topic {topic} may not be written by this user: grant it",
        _ => $"topic {topic} could not be written ({error.Reason}): it is tried again; look at the brokers",
    };

    private IProducer<byte[]?, byte[]?> Current()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _producer ??= new ProducerBuilder<byte[]?, byte[]?>(ClientSettings.Producer(options))
                .SetErrorHandler((_, error) => LogTrouble(error.Reason))
                .SetLogHandler((_, line) => LogLibrary(line.Facility, line.Message))
                .Build();
        }
    }

    // After a fatal error an idempotent producer never writes again.
    private void Replace(IProducer<byte[]?, byte[]?> broken, Exception cause)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_producer, broken)) return;
            _producer = null;
        }

        LogReplaced(cause);
        broken.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Writing to the log: {Reason}")]
    private partial void LogTrouble(string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Facility}: {Line}")]
    private partial void LogLibrary(string facility, string line);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection that writes to the log cannot be used any more and is replaced; what was being written is written again")]
    private partial void LogReplaced(Exception cause);
}
