using Confluent.Kafka;
using Orleans.Video.Streaming.Kafka.Configuration;
using Xunit;

namespace Orleans.Video.Streaming.Kafka.Tests.Configuration;

public sealed class KafkaLogOptionsTests
{
    private static readonly KafkaLogOptions Good = new() { BootstrapServers = "localhost:9092,[::1]:9093" };

    public static TheoryData<string, KafkaLogOptions> Wrong => new()
    {
        { "BootstrapServers", Good with { BootstrapServers = "" } },
        { "BootstrapServers", Good with { BootstrapServers = "localhost" } },
        { "BootstrapServers", Good with { BootstrapServers = "localhost:9092,http://a:1" } },
        { "Topic", Good with { Topic = "a b" } },
        { "Topic", Good with { Topic = ".." } },
        { "Group", Good with { Group = "" } },
        { "DeadLetterTopic", Good with { DeadLetterTopic = "video-uploads" } },
        { "EmbeddingsTopic", Good with { EmbeddingsTopic = "video-uploads" } },
        { "TranscriptsTopic", Good with { TranscriptsTopic = "video-uploads-dead-letter" } },
        { "Username", Good with { Security = LogSecurity.SaslSsl, Password = "p" } },
        { "Password", Good with { Security = LogSecurity.SaslSsl, Username = "u" } },
        { "Password", Good with { Password = "p" } },
        { "Username", Good with { Security = LogSecurity.Ssl, Username = "u" } },
        { "CaFile", Good with { CaFile = "/absent.pem" } },
        { "CaFile", Good with { Security = LogSecurity.Ssl, CaFile = "/absent.pem" } },
        { "MaxEventsInFlight", Good with { MaxEventsInFlight = 0 } },
        { "MaxBytesInFlight", Good with { MaxBytesInFlight = 1 } },
        { "MaxWaitingVideos", Good with { MaxWaitingVideos = -1 } },
        { "StartTimeout", Good with { StartTimeout = TimeSpan.Zero } },
        { "PublishTimeout", Good with { PublishTimeout = TimeSpan.FromHours(1) } },
        { "ReleaseTimeout", Good with { ReleaseTimeout = TimeSpan.Zero } },
        { "Properties", With("enable.auto.commit", "true") },
        { "Properties", With("plugin.library.paths", "/tmp/x.so") },
        { "Properties", With("sasl.kerberos.kinit.cmd", "rm -rf /") },
        { "Properties", With("test.mock.num.brokers", "3") },
        { "Properties", With("oauthbearer_token_refresh_cb", "x") },
    };

    [Fact]
    public void Brokers_alone_are_enough() => Assert.Null(Good.Check());

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_option_is_named_first(string option, KafkaLogOptions options) => Assert.StartsWith($"{option}: ", options.Check(), StringComparison.Ordinal);

    [Fact]
    public void The_settings_for_event_hubs_reach_the_library()
    {
        var options = Good with { Security = LogSecurity.SaslSsl, Username = "$ConnectionString", Password = "Endpoint=sb://x/;SharedAccessKey=k=" };
        Assert.Null(options.Check());
        foreach (ClientConfig settings in new ClientConfig[] { ClientSettings.Consumer(options), ClientSettings.Producer(options), ClientSettings.Admin(options) })
            Assert.Equal((SecurityProtocol.SaslSsl, SaslMechanism.Plain, "$ConnectionString", options.Password), (settings.SecurityProtocol, settings.SaslMechanism, settings.SaslUsername, settings.SaslPassword));
    }

    [Fact]
    public void Further_properties_are_passed_on() => Assert.Equal("7000", ClientSettings.Consumer(With("socket.timeout.ms", "7000")).Get("socket.timeout.ms"));

    private static KafkaLogOptions With(string name, string value) => Good with { Properties = new Dictionary<string, string> { [name] = value } };
}
