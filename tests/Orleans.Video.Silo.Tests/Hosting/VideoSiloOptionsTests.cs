using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Streaming.Kafka.Configuration;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Hosting;

public sealed class VideoSiloOptionsTests
{
    public static TheoryData<string, Func<VideoSiloOptions, VideoSiloOptions>> Wrong => new()
    {
        { "DataFolder", options => options with { DataFolder = " " } },
        { "DataFolder", options => options with { DataFolder = "/etc/hostname" } },
        { "MediaRoots", options => options with { MediaRoots = ["relative"] } },
        { "MediaRoots", options => options with { MediaRoots = ["/not/there"] } },
        { "ModelFolders", options => options with { ModelFolders = ["/not/there"] } },
        { "ModelSet", options => options with { ModelSet = "" } },
        { "Urls", options => options with { Urls = [] } },
        { "Urls", options => options with { Urls = ["https://127.0.0.1:0"] } },
        { "Urls", options => options with { Urls = ["http://127.0.0.1"] } },
        { "Urls", options => options with { Urls = ["http://some.name:80"] } },
        { "Urls", options => options with { Urls = ["http://127.0.0.1:99999"] } },
        { "ApiKeys", options => options with { Urls = ["http://0.0.0.0:0"] } },
        { "ApiKeys", options => options with { Urls = ["http://*:0"] } },
        { "ApiKeys", options => options with { Urls = ["http://192.0.2.1:80"] } },
        { "ApiKeys", options => options with { ApiKeys = ["too-short"] } },
        { "ApiKeys", options => options with { ApiKeys = ["sixteen letters and blanks"] } },
        { "AllowedHosts", options => options with { AllowedHosts = ["http://x"] } },
        { "BlobConnectionString", options => options with { BlobConnectionString = "nonsense" } },
        { "BlobContainer", options => options with { BlobConnectionString = "UseDevelopmentStorage=true", BlobContainer = "No" } },
        { "MaxUploadBytes", options => options with { MaxUploadBytes = 0 } },
        { "OtlpEndpoint", options => options with { OtlpEndpoint = "localhost:4317" } },
        { "LogLevel", options => options with { LogLevel = (LogLevel)99 } },
        { "ShutdownTimeout", options => options with { ShutdownTimeout = TimeSpan.Zero } },
        { "Devices", options => options with { Pipeline = options.Pipeline with { Devices = "gpu:0" } } },
        { "Devices", options => options with { Pipeline = options.Pipeline with { Devices = "cpu:0*0" } } },
        { "Log:BootstrapServers", options => options with { Log = new KafkaLogOptions { BootstrapServers = "nonsense" } } },
        { "BlobConnectionString", options => options with { Cluster = new VideoClusterOptions { Redis = "127.0.0.1:6379" } } },
        { "Cluster:Redis", options => Clustered(options, cluster => cluster with { Redis = " " }) },
        { "Cluster:ClusterId", options => Clustered(options, cluster => cluster with { ClusterId = "a/b" }) },
        { "Cluster:ServiceId", options => Clustered(options, cluster => cluster with { ServiceId = "" }) },
        { "Cluster:AdvertisedAddress", options => Clustered(options, cluster => cluster with { AdvertisedAddress = "silo.example" }) },
        { "Cluster:ListenAddress", options => Clustered(options, cluster => cluster with { ListenAddress = "everywhere" }) },
        { "Cluster:SiloPort", options => Clustered(options, cluster => cluster with { SiloPort = 65536 }) },
        { "Cluster:GatewayPort", options => Clustered(options, cluster => cluster with { GatewayPort = 11111 }) },
        { "Cluster:ProbeTimeout", options => Clustered(options, cluster => cluster with { ProbeTimeout = TimeSpan.Zero }) },
        { "Cluster:MissedProbes", options => Clustered(options, cluster => cluster with { MissedProbes = 0 }) },
        { "Cluster:RefreshInterval", options => Clustered(options, cluster => cluster with { RefreshInterval = TimeSpan.FromDays(1) }) },
        { "Cluster:JoinTimeout", options => Clustered(options, cluster => cluster with { JoinTimeout = TimeSpan.Zero }) },
        { "Shards", options => options with { Pipeline = options.Pipeline with { Shards = 0 } } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_option_is_named_before_anything_starts(string option, Func<VideoSiloOptions, VideoSiloOptions> change)
    {
        using var data = new TemporaryFolder();
        var folder = data.File("data");
        var refused = await Assert.ThrowsAsync<VideoSiloOptionsException>(() => VideoSilo.StartAsync(change(SharedSilo.OptionsFor(folder))));
        Assert.StartsWith("Video:", refused.Message, StringComparison.Ordinal);
        Assert.Contains(option, refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void Configuration_goes_over_the_defaults()
    {
        var options = Read(new()
        {
            ["Video:DataFolder"] = "/data",
            ["VIDEO:URLS"] = "http://127.0.0.1:1;http://127.0.0.1:2",
            ["Video:MediaRoots:0"] = "/a",
            ["Video:MediaRoots:1"] = "/b",
            ["Video:AllowPrivateAddresses"] = "true",
            ["Video:MaxUploadBytes"] = "123",
            ["Video:LogFormat"] = "json",
            ["Video:EncoderThreads"] = "3",
            ["Video:Learning:KeepExamples"] = "true",
            ["Video:Devices"] = "cpu:0,cpu:1*2",
            ["Video:Cluster:Redis"] = "10.0.0.5:6379",
            ["VIDEO:CLUSTER:SILOPORT"] = "0",
            ["Video:Cluster:ProbeTimeout"] = "00:00:01",
            ["Other:Key"] = "ignored",
        });
        Assert.Equal("/data", options.DataFolder);
        Assert.Equal(["http://127.0.0.1:1", "http://127.0.0.1:2"], options.Urls);
        Assert.Equal(["/a", "/b"], options.MediaRoots);
        Assert.Equal((true, 123, LogFormat.Json, 3), (options.AllowPrivateAddresses, options.MaxUploadBytes, options.LogFormat, options.Pipeline.EncoderThreads));
        Assert.Equal("cpu:0,cpu:1*2", options.Pipeline.Devices);
        Assert.True(options.Pipeline.KeepExamples);
        Assert.Equal("starter", options.ModelSet);
        Assert.Equal(new VideoClusterOptions { Redis = "10.0.0.5:6379", SiloPort = 0, ProbeTimeout = TimeSpan.FromSeconds(1) }, options.Cluster);
    }

    [Fact]
    public void The_log_has_a_section_of_its_own()
    {
        var log = Read(new()
        {
            ["Video:Log:BootstrapServers"] = "ns.servicebus.windows.net:9093",
            ["Video:Log:Security"] = "SaslSsl",
            ["Video:Log:Username"] = "$ConnectionString",
            ["Video:Log:Password"] = "Endpoint=sb://ns/;SharedAccessKey=a=",
            ["Video:Log:EmbeddingsTopic"] = "embeddings",
            ["Video:Log:PublishTimeout"] = "00:00:07",
            ["Video:Log:Properties:socket.timeout.ms"] = "7000",
        }).Log!;
        Assert.Null(log.Check());
        Assert.Equal(("video-uploads", LogSecurity.SaslSsl, "embeddings", TimeSpan.FromSeconds(7)), (log.Topic, log.Security, log.EmbeddingsTopic, log.PublishTimeout));
        Assert.Equal("7000", log.Properties["socket.timeout.ms"]);
        Assert.Null(Read([]).Log);
    }

    [Theory]
    [InlineData("Video:DataFoldr", "x")]
    [InlineData("Video:Log:Pasword", "secret")]
    [InlineData("Video:Log:MaxEventsInFlight", "many-secret")]
    [InlineData("Video:MaxUploadBytes", "much-secret")]
    [InlineData("Video:AllowPrivateAddresses", "perhaps-secret")]
    [InlineData("Video:LogLevel", "7-secret")]
    [InlineData("Video:ShutdownTimeout", "soon-secret")]
    [InlineData("Video:Learning:KeepExample", "true")]
    [InlineData("Video:Learning:KeepExamples", "some-secret")]
    [InlineData("Video:Cluster:Reddis", "x")]
    [InlineData("Video:Cluster:SiloPort", "some-secret")]
    [InlineData("Video:Cluster:ProbeTimeout", "soon-secret")]
    public void A_key_or_a_value_that_does_not_fit_is_named_but_not_repeated(string key, string value)
    {
        var refused = Assert.Throws<VideoSiloOptionsException>(() => Read(new() { [key] = value }));
        Assert.Contains(key, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    private static VideoSiloOptions Clustered(VideoSiloOptions options, Func<VideoClusterOptions, VideoClusterOptions> change) => options with
    {
        BlobConnectionString = "UseDevelopmentStorage=true",
        Cluster = change(new VideoClusterOptions { Redis = "127.0.0.1:6379" }),
    };

    private static VideoSiloOptions Read(Dictionary<string, string?> values) =>
        VideoSiloConfiguration.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), new VideoSiloOptions { DataFolder = "/default" });
}
