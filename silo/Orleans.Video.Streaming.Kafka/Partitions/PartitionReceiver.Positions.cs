using Confluent.Kafka;
using Orleans.Video.Streaming.Kafka.Configuration;

namespace Orleans.Video.Streaming.Kafka.Partitions;

/// <content>Where reading begins, and how far it has come.</content>
internal sealed partial class PartitionReceiver
{
    private async Task<bool> AssignAsync(IConsumer<byte[]?, byte[]?> consumer, GroupOffset group)
    {
        if (_position == Position.Overtaken) return false;
        try
        {
            var start = _position == Position.Lost
                ? await OldestAsync(consumer)
                : await CommittedAsync(group);
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

    private async Task<Offset?> CommittedAsync(GroupOffset group)
    {
        var committed = await BlockingCall.RunAsync(group.Find);
        if (committed != Offset.Unset) return committed;
        return _options.Start == LogStart.Latest ? Offset.End : Offset.Beginning;
    }

    private async Task<Offset?> OldestAsync(IConsumer<byte[]?, byte[]?> consumer)
    {
        var there = await BlockingCall.RunAsync(() => consumer.QueryWatermarkOffsets(_partition, BrokerPatience));
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

    private void Trouble(Error error)
    {
        if (_unreachable) return;
        _unreachable = true;
        LogUnreachable(_partition.Topic, _partition.Partition.Value, error.Reason);
    }

    private void NoTrouble()
    {
        if (!_unreachable) return;
        _unreachable = false;
        LogReachable(_partition.Topic, _partition.Partition.Value);
    }
}
