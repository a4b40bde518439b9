using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Video.Streaming.Kafka.Configuration;
using Orleans.Video.Streaming.Kafka.Events;
using Orleans.Video.Streaming.Kafka.Publishing;
using Orleans.Video.Streaming.Kafka.Telemetry;

namespace Orleans.Video.Streaming.Kafka.Partitions;

/// <summary>
/// Reads one partition for the silo that Orleans gave it to, from the <see cref="GroupOffset"/> on, and raises it to what the
/// <see cref="PartitionCache"/> says is done with. Partitions are assigned by hand: the brokers know the group for its offsets only.
/// </summary>
internal sealed partial class PartitionReceiver : IQueueAdapterReceiver
{
    private static readonly TimeSpan BrokerPatience = TimeSpan.FromSeconds(5);

    private readonly KafkaLogOptions _options;
    private readonly PartitionCache _cache;
    private readonly DeadLetterBox _deadLetters;
    private readonly TimeProvider _time;
    private readonly ILogger<PartitionReceiver> _logger;
    private readonly TopicPartition _partition;
    private readonly KeyValuePair<string, object?> _tag;
    private IConsumer<byte[]?, byte[]?>? _consumer;
    private GroupOffset? _group;
    private Position _position = Position.Unknown;
    private bool _unreachable;
    private bool _stuckWithDeadLetters;

    public PartitionReceiver(TopicPartition partition, KafkaLogOptions options, PartitionCache cache, DeadLetterBox deadLetters, TimeProvider time, ILogger<PartitionReceiver> logger)
    {
        (_partition, _options, _cache, _deadLetters, _time, _logger) = (partition, options, cache, deadLetters, time, logger);
        _tag = new KeyValuePair<string, object?>("partition", partition.Partition.Value);
    }

    private enum Position
    {
        /// <summary>The brokers have not been asked yet.</summary>
        Unknown,

        /// <summary>The library reads.</summary>
        Assigned,

        /// <summary>The brokers do not have the offset that was to be read next.</summary>
        Lost,

        /// <summary>The partition was emptied under this silo, which cannot tell old offsets from new ones.</summary>
        Overtaken,
    }

    public Task Initialize(TimeSpan timeout)
    {
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(ClientSettings.Consumer(_options))
            .SetErrorHandler((_, error) => Trouble(error))
            .SetLogHandler((_, line) => LogLibrary(line.Facility, line.Message))
            .Build();
        var group = _group = new GroupOffset(_consumer, _partition, _time, _logger);
        group.Start();
        // Offsets of a partition that was emptied or made anew say nothing about what it holds now.
        _cache.Advanced = next =>
        {
            if (_position == Position.Assigned) group.Want(next);
        };
        LogInstruments.Partitions.Add(1);
        LogTaken(_partition.Topic, _partition.Partition.Value);
        return Task.CompletedTask;
    }

    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        if (_consumer is not { } consumer || _group is not { } group) return [];
        if (_cache.TakeForgotten() is { Count: > 0 } forgotten) return forgotten;
        var events = new List<IBatchContainer>();
        do
        {
            // The partition waits for its dead letters: nothing is read beyond them before they are durable.
            if (_deadLetters.Unwritten > 0 && !await WriteDeadLettersAsync(cancellationToken)) break;
            if (_position != Position.Assigned && !await AssignAsync(consumer, group)) break;
            Read(consumer, Math.Min(maxCount, _cache.Room), events);
        }
        while (events.Count == 0 && _deadLetters.Unwritten > 0);

        return events;
    }

    /// <summary>Nothing: the cache says itself, event by event, what is delivered.</summary>
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    /// <summary>Lets go: the pulling agent has stopped, and deliveries have ended. Commits what is durable, and takes no longer than <see cref="KafkaLogOptions.ReleaseTimeout"/>.</summary>
    public async Task Shutdown(TimeSpan timeout)
    {
        if (_consumer is not { } consumer || _group is not { } group) return;
        (_consumer, _group, _cache.Advanced) = (null, null, null);
        LogInstruments.Partitions.Add(-1);
        try
        {
            // What outlives the time limit ends by itself, in the background.
            await ReleaseAsync(consumer, group).WaitAsync(_options.ReleaseTimeout, _time);
            LogReleased(_partition.Topic, _partition.Partition.Value, _cache.Committable);
        }
        catch (Exception exception) when (exception is TimeoutException or KafkaException)
        {
            LogReleasedWithoutCommit(_partition.Topic, _partition.Partition.Value, exception);
        }
    }

    private static async Task ReleaseAsync(IConsumer<byte[]?, byte[]?> consumer, GroupOffset group)
    {
        try
        {
            await group.DisposeAsync();
            await BlockingCall.RunAsync(() =>
            {
                group.Raise();
                consumer.Close();
            });
        }
        finally
        {
            await BlockingCall.RunAsync(consumer.Dispose);
        }
    }

    private void Read(IConsumer<byte[]?, byte[]?> consumer, int most, List<IBatchContainer> events)
    {
        var bytes = 0L;
        for (var taken = 0; taken < most && bytes < _options.MaxBytesInFlight && Next(consumer) is { } record; taken++)
        {
            _cache.Take(record.Offset);
            NoTrouble();
            LogInstruments.Read.Add(1, _tag);
            var held = (record.Message.Value?.Length ?? 0) + (record.Message.Key?.Length ?? 0);
            bytes += held;
            if (CloudEventReader.TryRead(RecordOf(record.Message), out var videoEvent, out var reason))
            {
                events.Add(new LogBatch(videoEvent, new LogPosition(record.Partition, record.Offset), held));
            }
            else
            {
                LogInstruments.DeadLetters.Add(1, _tag);
                LogMalformed(_partition.Topic, _partition.Partition.Value, record.Offset, reason);
                _deadLetters.Add(record, reason);
            }
        }
    }

    private ConsumeResult<byte[]?, byte[]?>? Next(IConsumer<byte[]?, byte[]?> consumer)
    {
        try
        {
            return consumer.Consume(TimeSpan.Zero);
        }
        catch (ConsumeException problem)
        {
            if (problem.Error.Code is Confluent.Kafka.ErrorCode.Local_AutoOffsetReset or Confluent.Kafka.ErrorCode.OffsetOutOfRange) _position = Position.Lost;
            else LogReadFailed(_partition.Topic, _partition.Partition.Value, problem.Error.Reason);
            return null;
        }
    }

    private async Task<bool> WriteDeadLettersAsync(CancellationToken cancellationToken)
    {
        var problem = await _deadLetters.WriteAsync(_cache.Acknowledge, cancellationToken);
        if (problem is not null && !_stuckWithDeadLetters) LogWaitsForDeadLetters(_partition.Topic, _partition.Partition.Value, _deadLetters.Unwritten, problem.Message);
        _stuckWithDeadLetters = problem is not null;
        return problem is null;
    }

    private static LogRecord RecordOf(Message<byte[]?, byte[]?> message) =>
        new(message.Key, message.Value, [.. (message.Headers ?? []).Select(header => KeyValuePair.Create(header.Key, (byte[]?)header.GetValueBytes()))]);
}
