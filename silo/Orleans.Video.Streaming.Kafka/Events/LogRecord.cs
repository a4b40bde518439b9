namespace Orleans.Video.Streaming.Kafka.Events;

/// <summary>A record of a log as it came, before anything of it is believed.</summary>
/// <param name="Key">The key's bytes; null without one.</param>
/// <param name="Value">The value's bytes; null for a tombstone.</param>
/// <param name="Headers">The headers in their order; a name may be there twice, a value may be null.</param>
internal sealed record LogRecord(byte[]? Key, byte[]? Value, IReadOnlyList<KeyValuePair<string, byte[]?>> Headers);
