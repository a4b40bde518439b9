using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Video.Streaming.Kafka.Telemetry;

namespace Orleans.Video.Streaming.Kafka.Partitions;

/// <summary>Says that a video could not take an event for a while. The event stays first in its video's queue: it is tried again without end.</summary>
internal sealed partial class DeliveryFailures(ILogger<DeliveryFailures> logger) : IStreamFailureHandler
{
    public bool ShouldFaultSubsriptionOnError => false;

    public Task OnDeliveryFailure(GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken)
    {
        LogInstruments.Refused.Add(1);
        LogRefused(streamIdentity.GetKeyAsString(), sequenceToken?.ToString() ?? "the log");
        return Task.CompletedTask;
    }

    public Task OnSubscriptionFailure(GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken)
    {
        LogInstruments.Refused.Add(1);
        LogRefused(streamIdentity.GetKeyAsString(), sequenceToken?.ToString() ?? "the log");
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Video {VideoId} cannot take the event from {Place} now: it is tried again, other videos go on, and the partition's committed offset waits for it; look for what this video's grain reports, and at the object store")]
    private partial void LogRefused(string videoId, string place);
}
