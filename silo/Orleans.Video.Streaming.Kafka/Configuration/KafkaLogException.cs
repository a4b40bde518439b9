namespace Orleans.Video.Streaming.Kafka.Configuration;

/// <summary>The log cannot be used as it is configured. The message begins with the option and says what to do.</summary>
public sealed class KafkaLogException(string message, Exception? cause = null) : Exception(message, cause);
