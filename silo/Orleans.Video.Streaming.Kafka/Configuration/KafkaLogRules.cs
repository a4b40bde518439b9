namespace Orleans.Video.Streaming.Kafka.Configuration;

/// <summary>What <see cref="KafkaLogOptions"/> must be. Messages begin with the option's name and never repeat a secret.</summary>
internal static class KafkaLogRules
{
    private const int LongestTopic = 249;

    // What at-least-once, checkpoints and time limits here depend on.
    private static readonly HashSet<string> Owned = new(StringComparer.Ordinal)
    {
        "bootstrap.servers", "metadata.broker.list", "group.id", "group.instance.id", "group.protocol", "enable.auto.commit", "auto.commit.enable",
        "enable.auto.offset.store", "auto.commit.interval.ms", "auto.offset.reset", "enable.partition.eof", "isolation.level", "allow.auto.create.topics",
        "enable.idempotence", "acks", "request.required.acks", "max.in.flight", "max.in.flight.requests.per.connection", "retries", "message.send.max.retries",
        "message.timeout.ms", "delivery.timeout.ms", "transactional.id", "message.max.bytes", "security.protocol", "sasl.mechanism", "sasl.mechanisms",
        "sasl.username", "sasl.password", "ssl.ca.location", "queued.max.messages.kbytes", "opaque", "log.queue",
    };

    // What would load code, run commands, or replace the brokers.
    private static readonly HashSet<string> Dangerous = new(StringComparer.Ordinal) { "plugin.library.paths", "ssl.engine.location", "ssl.engine.id", "ssl.providers", "builtin.features" };

    public static string? Check(KafkaLogOptions options) => options switch
    {
        _ when CheckServers(options.BootstrapServers) is { } problem => $"BootstrapServers: {problem}",
        _ when CheckTopic(options.Topic) is { } problem => $"Topic: {problem}",
        { Group: null or "" or { Length: > LongestTopic } } => $"Group: give a name of 1 to {LongestTopic} characters",
        _ when CheckTopic(options.DeadLetters) is { } problem => $"DeadLetterTopic: {problem}",
        _ when options.DeadLetters == options.Topic => "DeadLetterTopic: is the topic of events itself: name another one",
        _ when CheckMirror(options.EmbeddingsTopic, options) is { } problem => $"EmbeddingsTopic: {problem}",
        _ when CheckMirror(options.TranscriptsTopic, options) is { } problem => $"TranscriptsTopic: {problem}",
        _ when !Enum.IsDefined(options.Security) => $"Security: use one of {string.Join(", ", Enum.GetNames<LogSecurity>())}",
        _ when !Enum.IsDefined(options.Mechanism) => $"Mechanism: use one of {string.Join(", ", Enum.GetNames<LogMechanism>())}",
        _ when !Enum.IsDefined(options.Start) => $"Start: use one of {string.Join(", ", Enum.GetNames<LogStart>())}",
        { Security: LogSecurity.SaslSsl, Username: null or "" } => "Username: SaslSsl needs one ($ConnectionString for Azure Event Hubs)",
        { Security: LogSecurity.SaslSsl, Password: null or "" } => "Password: SaslSsl needs one (the connection string for Azure Event Hubs)",
        { Security: not LogSecurity.SaslSsl, Username: not null } => "Username: is only used with Security SaslSsl: set that, or leave it out",
        { Security: not LogSecurity.SaslSsl, Password: not null } => "Password: is only used with Security SaslSsl: set that, or leave it out, for it would not be asked for",
        { Security: LogSecurity.Plaintext, CaFile: not null } => "CaFile: is not used with Security Plaintext: use Ssl or SaslSsl",
        { CaFile: { } file } when !File.Exists(file) => $"CaFile: {file} is not there: name a PEM file",
        { MaxEventsInFlight: < 1 or > 100_000 } => "MaxEventsInFlight: must be 1 to 100000",
        { MaxBytesInFlight: < 1 << 20 or > 1L << 32 } => "MaxBytesInFlight: must be 1 MiB to 4 GiB",
        { MaxWaitingVideos: < 0 or > 1_000_000 } => "MaxWaitingVideos: must be 0 to 1000000",
        _ when Outside(options.StartTimeout, 1, 3_600) => "StartTimeout: must be 1 s to 1 hour",
        // Longer than this, and the calls of grains that wait for it would time out first.
        _ when Outside(options.PublishTimeout, 1, 60) => "PublishTimeout: must be 1 s to 1 minute",
        _ when Outside(options.ReleaseTimeout, 0.1, 60) => "ReleaseTimeout: must be 0.1 s to 1 minute",
        _ => CheckProperties(options.Properties),
    };

    private static string? CheckServers(string? servers)
    {
        if (string.IsNullOrWhiteSpace(servers)) return "is empty: give host:port, several separated by commas";
        foreach (var server in servers.Split(','))
        {
            var trimmed = server.Trim();
            var colon = trimmed.LastIndexOf(':');
            if (colon < 1 || !ushort.TryParse(trimmed[(colon + 1)..], out var port) || port == 0 || Uri.CheckHostName(trimmed[..colon].Trim('[', ']')) == UriHostNameType.Unknown)
                return "has an entry that is not host:port";
        }

        return null;
    }

    private static string? CheckTopic(string? topic) =>
        topic is { Length: >= 1 and <= LongestTopic } and not ("." or "..") && topic.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-')
            ? null
            : $"is not a topic name: use 1 to {LongestTopic} of A-Z a-z 0-9 . _ -";

    private static string? CheckMirror(string? topic, KafkaLogOptions options)
    {
        if (topic is null) return null;
        if (topic == options.Topic || topic == options.DeadLetters) return "is the topic of events or of dead letters: name another one";
        return CheckTopic(topic);
    }

    private static bool Outside(TimeSpan time, double least, double most) => time < TimeSpan.FromSeconds(least) || time > TimeSpan.FromSeconds(most);

    private static string? CheckProperties(IReadOnlyDictionary<string, string> properties)
    {
        foreach (var name in properties.Keys)
        {
            if (Owned.Contains(name)) return $"Properties: {name} is set by this provider: use its own options, or leave it out";
            if (Dangerous.Contains(name) || name.StartsWith("test.", StringComparison.Ordinal) || name.StartsWith("sasl.kerberos.", StringComparison.Ordinal) || name.EndsWith("_cb", StringComparison.Ordinal))
                return $"Properties: {name} is not allowed: it would load code, run a command or replace the brokers";
        }

        return null;
    }
}
