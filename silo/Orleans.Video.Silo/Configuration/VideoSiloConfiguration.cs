using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Orleans.Video.Grains;

namespace Orleans.Video.Silo.Configuration;

/// <summary>Reads <see cref="VideoSiloOptions"/> from configuration.</summary>
public static class VideoSiloConfiguration
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Video";

    private const string Known =
        "DataFolder, MediaRoots, ModelFolders, ModelSet, Devices, EncoderThreads, MaxConcurrentVideos, Shards, Learning, Urls, ApiKeys, AllowedHosts, BlobConnectionString, "
        + "BlobContainer, Cluster, Log, MaxUploadBytes, AllowPrivateAddresses, OtlpEndpoint, LogLevel, LogFormat, ShutdownTimeout";

    /// <summary>
    /// Puts what the section <see cref="Section"/> says over <paramref name="defaults"/>. A list is a section of values, or one value with
    /// semicolons. A key that is not an option, or a value that does not fit, is refused by name.
    /// </summary>
    /// <exception cref="VideoSiloOptionsException">A key or a value is wrong.</exception>
    public static VideoSiloOptions Read(IConfiguration configuration, VideoSiloOptions defaults)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(defaults);
        var options = defaults;
        foreach (var entry in configuration.GetSection(Section).GetChildren())
        {
            options = entry.Key.ToUpperInvariant() switch
            {
                "DATAFOLDER" => options with { DataFolder = Text(entry) },
                "MEDIAROOTS" => options with { MediaRoots = List(entry) },
                "MODELFOLDERS" => options with { ModelFolders = List(entry) },
                "MODELSET" => options with { ModelSet = Text(entry) },
                "DEVICES" => options with { Pipeline = options.Pipeline with { Devices = Text(entry) } },
                "ENCODERTHREADS" => options with { Pipeline = options.Pipeline with { EncoderThreads = Number(entry) } },
                "MAXCONCURRENTVIDEOS" => options with { Pipeline = options.Pipeline with { MaxConcurrentVideos = Number(entry) } },
                "SHARDS" => options with { Pipeline = options.Pipeline with { Shards = Number(entry) } },
                "LEARNING" => options with { Pipeline = LearningOf(entry, options.Pipeline) },
                "URLS" => options with { Urls = List(entry) },
                "APIKEYS" => options with { ApiKeys = List(entry) },
                "ALLOWEDHOSTS" => options with { AllowedHosts = List(entry) },
                "BLOBCONNECTIONSTRING" => options with { BlobConnectionString = Text(entry) },
                "BLOBCONTAINER" => options with { BlobContainer = Text(entry) },
                "CLUSTER" => options with { Cluster = VideoClusterConfiguration.Read(entry, options.Cluster) },
                "LOG" => options with { Log = LogSection.Read(entry) },
                "MAXUPLOADBYTES" => options with { MaxUploadBytes = long.TryParse(Text(entry), out var bytes) ? bytes : throw Wrong(entry, "a whole number") },
                "ALLOWPRIVATEADDRESSES" => options with { AllowPrivateAddresses = bool.TryParse(Text(entry), out var allow) ? allow : throw Wrong(entry, "true or false") },
                "OTLPENDPOINT" => options with { OtlpEndpoint = Text(entry) },
                "LOGLEVEL" => options with { LogLevel = Named<LogLevel>(entry) },
                "LOGFORMAT" => options with { LogFormat = Named<LogFormat>(entry) },
                "SHUTDOWNTIMEOUT" => options with { ShutdownTimeout = Time(entry) },
                _ => throw new VideoSiloOptionsException($"{entry.Path}: there is no such option; there are {Known}"),
            };
        }

        return options;
    }

    private static VideoPipelineOptions LearningOf(IConfigurationSection section, VideoPipelineOptions pipeline)
    {
        foreach (var entry in section.GetChildren())
        {
            if (!entry.Key.Equals("KeepExamples", StringComparison.OrdinalIgnoreCase)) throw new VideoSiloOptionsException($"{entry.Path}: there is no such option; there is KeepExamples");
            pipeline = pipeline with { KeepExamples = bool.TryParse(Text(entry), out var keep) ? keep : throw Wrong(entry, "true or false") };
        }

        return pipeline;
    }

    internal static string Text(IConfigurationSection entry) => entry.Value ?? throw Wrong(entry, "one value");

    internal static int Number(IConfigurationSection entry) => int.TryParse(Text(entry), out var number) ? number : throw Wrong(entry, "a whole number");

    internal static TimeSpan Time(IConfigurationSection entry) => TimeSpan.TryParse(Text(entry), out var time) ? time : throw Wrong(entry, "a time such as 00:00:30");

    private static string[] List(IConfigurationSection entry) => entry.Value is { } joined
        ? joined.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        : [.. entry.GetChildren().Select(Text)];

    internal static T Named<T>(IConfigurationSection entry)
        where T : struct, Enum =>
        Enum.TryParse<T>(Text(entry), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : throw Wrong(entry, string.Join(", ", Enum.GetNames<T>()));

    // The value itself stays out of the message: it may be a key.
    internal static VideoSiloOptionsException Wrong(IConfigurationSection entry, string wanted) => new($"{entry.Path}: the value does not fit; give {wanted}");
}
