using Orleans.Streams;

namespace Orleans.Video.Streaming.Kafka.Partitions;

/// <summary>
/// The place of a record in a topic. Only places of one partition have an order that means something: whoever compares two asks for
/// <see cref="Partition"/> first. Across partitions the order is total, so that collections work, and arbitrary.
/// </summary>
[GenerateSerializer, Alias("orleans.video.LogPosition")]
internal sealed class LogPosition : StreamSequenceToken
{
    public LogPosition(int partition, long offset)
    {
        Partition = partition;
        SequenceNumber = offset;
    }

    /// <summary>The partition, from 0.</summary>
    [Id(0)] public int Partition { get; private set; }

    /// <summary>The offset in the partition.</summary>
    [Id(1)] public override long SequenceNumber { get; protected set; }

    /// <summary>A record is one event.</summary>
    [Id(2)] public override int EventIndex { get; protected set; }

    public override int CompareTo(StreamSequenceToken? other)
    {
        if (other is not LogPosition position) return 1;
        return SequenceNumber != position.SequenceNumber ? SequenceNumber.CompareTo(position.SequenceNumber) : Partition.CompareTo(position.Partition);
    }

    public override bool Equals(StreamSequenceToken? other) =>
        other is LogPosition position && position.Partition == Partition && position.SequenceNumber == SequenceNumber;

    public override bool Equals(object? obj) => Equals(obj as StreamSequenceToken);

    public override int GetHashCode() => HashCode.Combine(Partition, SequenceNumber);

    public override string ToString() => $"partition {Partition}, offset {SequenceNumber}";
}
