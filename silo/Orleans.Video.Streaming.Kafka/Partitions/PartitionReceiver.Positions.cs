using Confluent.Kafka;
using Orleans.Video.Streaming.Kafka.Configuration;

namespace Orleans.Video.Streaming.Kafka.Partitions;

/// <content>Where reading begins, and how far it has come.</content>
internal sealed partial class PartitionReceiver
{
    private async Task<bool> AssignAsync(IConsumer<byte[]?, byte[]?> consumer)
    {
        if (_position == Position.Overtaken) return false;
        try
        {
            var start = _position == Position.Lost
                ? await OldestAsync(consumer)
                : await CommittedAsync(consumer);
            if (start is not { } offset) return false;
            consumer.Assign(new TopicPartitionOffset(_partition, offset));
            _position = Position.Assigned;
            return true;
        }
        catch (KafkaException problem)
        {
            // It is asked again at the next turn.
            Trouble(problem.Error);
            return false;
        }
    }

    private async Task<Offset?> CommittedAsync(IConsumer<byte[]?, byte[]?> consumer)
    {
        var committed = await Task.Run(() => consumer.Committed([_partition], BrokerPatience)[0].Offset);
        if (committed != Offset.Unset) return committed;
        return _options.Start == LogStart.Latest ? Offset.End : Offset.Beginning;
    }

    private async Task<Offset?> OldestAsync(IConsumer<byte[]?, byte[]?> consumer)
    {
        var there = await Task.Run(() => consumer.QueryWatermarkOffsets(_partition, BrokerPatience));
        var wanted = _cache.Next;
        if (wanted is { } next && there.Low.Value < next)
        {
            // Numbers start again: what a video took under an old number would be mistaken for what is new.
            _position = Position.Overtaken;
            LogOvertaken(_partition.Topic, _partition.Partition.Value, next, there.Low.Value, there.High.Value);
            return null;
        }

        LogRecordsGone(_partition.Topic, _partition.Partition.Value, there.Low.Value, there.High.Value);
        return there.Low;
    }

    // Kept by the library, which commits every second, as long as it takes, and without making anybody wait.
    private void Store(long next)
    {
        if (_consumer is not { } consumer || _position != Position.Assigned) return;
        try
        {
            consumer.StoreOffset(new TopicPartitionOffset(_partition, next));
        }
        catch (KafkaException problem)
        {
            LogCommitFailed(_partition.Topic, _partition.Partition.Value, problem.Error.Reason);
        }
    }

    private void Committed(CommittedOffsets committed)
    {
        if (committed.Error.IsError && committed.Error.Code != Confluent.Kafka.ErrorCode.Local_NoOffset)
            LogCommitFailed(_partition.Topic, _partition.Partition.Value, committed.Error.Reason);
    }

    private void Trouble(Error error)
    {
        if (_unreachable) return;
        _unreachable = true;
        LogUnreachable(_partition.Topic, _partition.Partition.Value, error.Reason);
    }
}
