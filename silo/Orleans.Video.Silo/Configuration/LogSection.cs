using Microsoft.Extensions.Configuration;
using Orleans.Video.Streaming.Kafka.Configuration;

namespace Orleans.Video.Silo.Configuration;

/// <summary>Reads the section <c>Video:Log</c>.</summary>
internal static class LogSection
{
    private const string Known =
        "BootstrapServers, Topic, Group, DeadLetterTopic, EmbeddingsTopic, TranscriptsTopic, Security, Mechanism, Username, Password, CaFile, Start, "
        + "MaxEventsInFlight, MaxBytesInFlight, MaxWaitingVideos, StartTimeout, PublishTimeout, ReleaseTimeout, Properties";

    /// <exception cref="VideoSiloOptionsException">A key is not an option, or its value does not fit.</exception>
    public static KafkaLogOptions Read(IConfigurationSection section)
    {
        var options = new KafkaLogOptions { BootstrapServers = "" };
        foreach (var entry in section.GetChildren())
        {
            options = entry.Key.ToUpperInvariant() switch
            {
                "BOOTSTRAPSERVERS" => options with { BootstrapServers = VideoSiloConfiguration.Text(entry) },
                "TOPIC" => options with { Topic = VideoSiloConfiguration.Text(entry) },
                "GROUP" => options with { Group = VideoSiloConfiguration.Text(entry) },
                "DEADLETTERTOPIC" => options with { DeadLetterTopic = VideoSiloConfiguration.Text(entry) },
                "EMBEDDINGSTOPIC" => options with { EmbeddingsTopic = VideoSiloConfiguration.Text(entry) },
                "TRANSCRIPTSTOPIC" => options with { TranscriptsTopic = VideoSiloConfiguration.Text(entry) },
                "SECURITY" => options with { Security = VideoSiloConfiguration.Named<LogSecurity>(entry) },
                "MECHANISM" => options with { Mechanism = VideoSiloConfiguration.Named<LogMechanism>(entry) },
                "USERNAME" => options with { Username = VideoSiloConfiguration.Text(entry) },
                "PASSWORD" => options with { Password = VideoSiloConfiguration.Text(entry) },
                "CAFILE" => options with { CaFile = VideoSiloConfiguration.Text(entry) },
                "START" => options with { Start = VideoSiloConfiguration.Named<LogStart>(entry) },
                "MAXEVENTSINFLIGHT" => options with { MaxEventsInFlight = VideoSiloConfiguration.Number(entry) },
                "MAXBYTESINFLIGHT" => options with { MaxBytesInFlight = long.TryParse(VideoSiloConfiguration.Text(entry), out var bytes) ? bytes : throw VideoSiloConfiguration.Wrong(entry, "a whole number") },
                "MAXWAITINGVIDEOS" => options with { MaxWaitingVideos = VideoSiloConfiguration.Number(entry) },
                "STARTTIMEOUT" => options with { StartTimeout = VideoSiloConfiguration.Time(entry) },
                "PUBLISHTIMEOUT" => options with { PublishTimeout = VideoSiloConfiguration.Time(entry) },
                "RELEASETIMEOUT" => options with { ReleaseTimeout = VideoSiloConfiguration.Time(entry) },
                "PROPERTIES" => options with { Properties = entry.GetChildren().ToDictionary(property => property.Key, VideoSiloConfiguration.Text) },
                _ => throw new VideoSiloOptionsException($"{entry.Path}: there is no such option; there are {Known}"),
            };
        }

        return options;
    }
}
