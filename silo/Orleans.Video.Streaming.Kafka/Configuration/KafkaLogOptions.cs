namespace Orleans.Video.Streaming.Kafka.Configuration;

/// <summary>
/// Where events of videos come from and what is told downstream: a log that speaks the Kafka protocol (Azure Event Hubs, Apache Kafka,
/// Redpanda). Every silo of a cluster has the same options, for the partitions are shared among all of them.
/// </summary>
public sealed record KafkaLogOptions
{
    /// <summary>The brokers to ask first, <c>host:port</c>, separated by commas.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>The topic of events going in. Default: <c>video-uploads</c>.</summary>
    public string Topic { get; init; } = "video-uploads";

    /// <summary>The consumer group under whose name offsets are committed; nobody else may use it. Default: <c>orleans-video</c>.</summary>
    public string Group { get; init; } = "orleans-video";

    /// <summary>The topic of records that are no events. Default: the name of <see cref="Topic"/> with <c>-dead-letter</c>.</summary>
    public string? DeadLetterTopic { get; init; }

    /// <summary>The topic that the stream "embeddings" is mirrored to. Default: none, nothing is mirrored.</summary>
    public string? EmbeddingsTopic { get; init; }

    /// <summary>The topic that the stream "transcripts" is mirrored to. Default: none, nothing is mirrored.</summary>
    public string? TranscriptsTopic { get; init; }

    /// <summary>How connections are protected. Default: not at all.</summary>
    public LogSecurity Security { get; init; } = LogSecurity.Plaintext;

    /// <summary>How the silo says who it is, with <see cref="LogSecurity.SaslSsl"/>. Default: by password.</summary>
    public LogMechanism Mechanism { get; init; } = LogMechanism.Plain;

    /// <summary>The user, with <see cref="LogSecurity.SaslSsl"/>; <c>$ConnectionString</c> for Azure Event Hubs.</summary>
    public string? Username { get; init; }

    /// <summary>The password; the connection string of the namespace for Azure Event Hubs.</summary>
    public string? Password { get; init; }

    /// <summary>A PEM file with the authorities that brokers' certificates are checked against. Default: those of the machine.</summary>
    public string? CaFile { get; init; }

    /// <summary>Where a group that has no offsets yet begins. Default: with the oldest record.</summary>
    public LogStart Start { get; init; } = LogStart.Earliest;

    /// <summary>Events of one partition that may be in memory, on their way to their videos; further ones wait in the log. Default: 256.</summary>
    public int MaxEventsInFlight { get; init; } = 256;

    /// <summary>Bytes of such events of one partition, give or take one record; further ones wait in the log. Default: 16 MiB.</summary>
    public long MaxBytesInFlight { get; init; } = 16 << 20;

    /// <summary>Videos of this silo that may wait for their turn to be read; while more do, its partitions wait. Default: 64.</summary>
    public int MaxWaitingVideos { get; init; } = 64;

    /// <summary>How long a silo that starts waits for the brokers before it gives up. Default: 1 minute.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a write to a topic is tried before whoever asked for it is told that it failed, and tries again. Default: 20 s.</summary>
    public TimeSpan PublishTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the last commit may take when a partition is let go. Default: 5 s.</summary>
    public TimeSpan ReleaseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Further properties of librdkafka, by their names there; those that this provider depends on are refused. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>The topic of dead letters.</summary>
    internal string DeadLetters => DeadLetterTopic ?? $"{Topic}-dead-letter";

    /// <summary>What is wrong with these options, naming the option; null when nothing is.</summary>
    public string? Check() => KafkaLogRules.Check(this);
}

/// <summary>How connections to brokers are protected.</summary>
public enum LogSecurity
{
    /// <summary>Neither encrypted nor authenticated.</summary>
    Plaintext = 0,

    /// <summary>Encrypted.</summary>
    Ssl = 1,

    /// <summary>Encrypted, and the silo says who it is.</summary>
    SaslSsl = 2,
}

/// <summary>How a silo says who it is.</summary>
public enum LogMechanism
{
    /// <summary>User and password (SASL PLAIN).</summary>
    Plain = 0,

    /// <summary>SCRAM-SHA-256.</summary>
    ScramSha256 = 1,

    /// <summary>SCRAM-SHA-512.</summary>
    ScramSha512 = 2,
}

/// <summary>Where a group without offsets begins.</summary>
public enum LogStart
{
    /// <summary>With the oldest record of each partition.</summary>
    Earliest = 0,

    /// <summary>With records that come from now on.</summary>
    Latest = 1,
}
