namespace Orleans.Video.Streaming.Kafka.Events;

/// <summary>A record is not an event of a video. The message says why and what to send instead, without repeating hostile text.</summary>
internal sealed class MalformedEventException(string message) : Exception(message);
