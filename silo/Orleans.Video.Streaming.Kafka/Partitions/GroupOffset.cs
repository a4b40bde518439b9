using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Video.Streaming.Kafka.Partitions;

/// <summary>
/// The group's offset of one partition, raised as its events become durable. Partitions are assigned by hand, so the brokers fence nobody off: they
/// would take the commit of a silo that stood still and whose successor is further on. Hence an offset is only put in the place of what this
/// silo found or put there itself, or of a smaller one: what another silo has committed meanwhile is never lowered.
/// <code>
///   Want ─► (every second) ask the brokers ─┬─ as left here, or less ─► commit
///                                           └─ more, by another ─────► leave it
/// </code>
/// Between asking and committing lies a round trip; an answer that has become old meanwhile (the silo stood still) is not acted on.
/// </summary>
internal sealed partial class GroupOffset : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>How long the brokers may take for one answer.</summary>
    private static readonly TimeSpan BrokerPatience = TimeSpan.FromSeconds(5);

    /// <summary>How old an answer may be when it is acted on. A silo that stands still longer may have a successor; those that are declared dead stood still for seconds.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly TopicPartition _partition;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _turn = new();
    private Offset _known = Offset.Unset;
    private long _wanted = -1;
    private long _settled = -1;
    private bool _failing;
    private Task _raising = Task.CompletedTask;

    /// <param name="consumer">What asks and commits; it stays the caller's.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where operators read of it.</param>
    public GroupOffset(IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition, TimeProvider time, ILogger logger) =>
        (_consumer, _partition, _time, _logger) = (consumer, partition, time, logger);

    /// <summary>Begins to commit what is wanted, once a second, for as long as it takes, and without making anybody wait.</summary>
    public void Start() => _raising = Task.Run(RaiseRepeatedlyAsync);

    /// <summary>Asks the brokers what is committed; <see cref="Offset.Unset"/> when nothing is. Blocks for at most some seconds.</summary>
    /// <exception cref="KafkaException">They do not answer.</exception>
    public Offset Find()
    {
        lock (_turn) return _known = Ask();
    }

    /// <summary>What may be committed now: everything before it is durable. Returns at once.</summary>
    public void Want(long next) => Volatile.Write(ref _wanted, next);

    /// <summary>Commits what is wanted, unless another silo has committed more. Blocks for some seconds at most.</summary>
    /// <exception cref="KafkaException">The brokers do not answer in time, or refuse it. It can be repeated.</exception>
    public void Raise()
    {
        lock (_turn)
        {
            var next = Volatile.Read(ref _wanted);
            if (next == _settled) return;
            var asked = _time.GetTimestamp();
            var there = Ask();
            if (_time.GetElapsedTime(asked) > Fresh) throw new KafkaException(new Error(Confluent.Kafka.ErrorCode.Local_TimedOut, "the brokers' answer is too old to act on"));
            if (there == _known || there == Offset.Unset || there.Value < next)
            {
                _consumer.Commit([new TopicPartitionOffset(_partition, next)]);
                _known = next;
            }
            else if (there.Value > next)
            {
                LogLeft(_partition.Topic, _partition.Partition.Value, next, there.Value);
            }

            Volatile.Write(ref _settled, next);
        }
    }

    /// <summary>Stops committing. What is wanted and not committed is for <see cref="Raise"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _raising;
        _stop.Dispose();
    }

    private Offset Ask() => _consumer.Committed([_partition], BrokerPatience)[0].Offset;

    private async Task RaiseRepeatedlyAsync()
    {
        using var timer = new PeriodicTimer(Period, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    if (Volatile.Read(ref _wanted) == Volatile.Read(ref _settled)) continue;
                    await BlockingCall.RunAsync(Raise);
                    _failing = false;
                }
                catch (KafkaException problem)
                {
                    if (!_failing) LogFailed(_partition.Topic, _partition.Partition.Value, problem.Error.Reason);
                    _failing = true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The partition is let go.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition} of {Topic}: the offset could not be committed and is committed later; should the silo end before, some events come again: {Reason}")]
    private partial void LogFailed(string topic, int partition, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition} of {Topic}: another silo has committed offset {There}, and this one leaves it and does not go back to {Next}; it was taken for dead, or the partition moves")]
    private partial void LogLeft(string topic, int partition, long next, long there);
}
