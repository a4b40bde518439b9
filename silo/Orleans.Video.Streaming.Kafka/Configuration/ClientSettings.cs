using Confluent.Kafka;

namespace Orleans.Video.Streaming.Kafka.Configuration;

/// <summary>What librdkafka is told.</summary>
internal static class ClientSettings
{
    /// <summary>For reading a partition: the library commits nothing by itself.</summary>
    public static ConsumerConfig Consumer(KafkaLogOptions options) => Common(new ConsumerConfig
    {
        GroupId = options.Group,
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        // A position that is not there any more is a loss that somebody has to hear of; the receiver says it, and goes on.
        AutoOffsetReset = AutoOffsetReset.Error,
        EnablePartitionEof = false,
        IsolationLevel = IsolationLevel.ReadCommitted,
        AllowAutoCreateTopics = false,
        // What the library reads ahead, a partition.
        QueuedMaxMessagesKbytes = 4_096,
    }, options);

    /// <summary>For writing to any topic: acknowledged by all replicas, in order, once each per session.</summary>
    public static ProducerConfig Producer(KafkaLogOptions options) => Common(new ProducerConfig
    {
        EnableIdempotence = true,
        Acks = Acks.All,
        MessageTimeoutMs = (int)options.PublishTimeout.TotalMilliseconds,
        // The brokers say what is too large: a dead letter may be as large as what they took before.
        MessageMaxBytes = 100_000_000,
        LingerMs = 5,
        AllowAutoCreateTopics = false,
    }, options);

    /// <summary>For asking what there is.</summary>
    public static AdminClientConfig Admin(KafkaLogOptions options) => Common(new AdminClientConfig(), options);

    private static T Common<T>(T config, KafkaLogOptions options)
        where T : ClientConfig
    {
        config.BootstrapServers = options.BootstrapServers;
        config.ClientId = "orleans-video";
        config.SecurityProtocol = options.Security switch
        {
            LogSecurity.Ssl => SecurityProtocol.Ssl,
            LogSecurity.SaslSsl => SecurityProtocol.SaslSsl,
            _ => SecurityProtocol.Plaintext,
        };
        if (options.Security == LogSecurity.SaslSsl)
        {
            config.SaslMechanism = options.Mechanism switch
            {
                LogMechanism.ScramSha256 => SaslMechanism.ScramSha256,
                LogMechanism.ScramSha512 => SaslMechanism.ScramSha512,
                _ => SaslMechanism.Plain,
            };
            config.SaslUsername = options.Username;
            config.SaslPassword = options.Password;
        }

        if (options.CaFile is not null) config.SslCaLocation = options.CaFile;
        // Brokers that were away are asked again soon; Event Hubs closes idle connections after some minutes.
        config.ReconnectBackoffMaxMs = 2_000;
        config.SocketKeepaliveEnable = true;
        foreach (var (name, value) in options.Properties) config.Set(name, value);
        return config;
    }
}
