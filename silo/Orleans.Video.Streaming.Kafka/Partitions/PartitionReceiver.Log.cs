using Microsoft.Extensions.Logging;

namespace Orleans.Video.Streaming.Kafka.Partitions;

/// <content>What operators read.</content>
internal sealed partial class PartitionReceiver
{
    [LoggerMessage(Level = LogLevel.Information, Message = "This silo reads partition {Partition} of {Topic}")]
    private partial void LogTaken(string topic, int partition);

    [LoggerMessage(Level = LogLevel.Information, Message = "This silo has let go of partition {Partition} of {Topic}; its successor goes on with offset {Offset}")]
    private partial void LogReleased(string topic, int partition, long? offset);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This silo has let go of partition {Partition} of {Topic} without a last commit; its successor takes some events again, which changes nothing")]
    private partial void LogReleasedWithoutCommit(string topic, int partition, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition} of {Topic}: the record at offset {Offset} is no event of a video and goes to the dead letters: {Reason}")]
    private partial void LogMalformed(string topic, int partition, long offset, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Partition {Partition} of {Topic} waits, with {Count} dead letters that cannot be written; nothing is lost: {Problem}")]
    private partial void LogWaitsForDeadLetters(string topic, int partition, int count, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition} of {Topic}: the brokers are in trouble or cannot be reached; events are late, not lost: {Reason}")]
    private partial void LogUnreachable(string topic, int partition, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition} of {Topic} could not be read and is read again: {Reason}")]
    private partial void LogReadFailed(string topic, int partition, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Partition} of {Topic}: the brokers answer again, and events come")]
    private partial void LogReachable(string topic, int partition);

    [LoggerMessage(Level = LogLevel.Error, Message = "Partition {Partition} of {Topic}: records were deleted, by the topic's retention or by hand, before they were read; reading goes on with the oldest that is there ({Low}; the end is {High}). Have the producers send the missing events again, and let the topic keep its records longer")]
    private partial void LogRecordsGone(string topic, int partition, long low, long high);

    [LoggerMessage(Level = LogLevel.Error, Message = "Partition {Partition} of {Topic} is not read any more: it was emptied or made anew under this silo, which was to read offset {Next}, while there is {Low} to {High}. Restart all silos: they then read everything that is there")]
    private partial void LogOvertaken(string topic, int partition, long next, long low, long high);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Facility}: {Line}")]
    private partial void LogLibrary(string facility, string line);
}
