using Microsoft.Extensions.Logging;
using Orleans.Video.Grains;
using Orleans.Video.Streaming.Kafka.Configuration;

namespace Orleans.Video.Silo.Configuration;

/// <summary>
/// What a silo needs to know. Read from configuration by <see cref="VideoSiloConfiguration.Read"/> (section <c>Video</c>, so
/// <c>VIDEO__DATAFOLDER</c> in the environment), and checked by <see cref="VideoSiloOptionsValidator"/> before anything starts.
/// </summary>
public sealed record VideoSiloOptions
{
    /// <summary>
    /// Where everything durable is: <c>objects</c> (the object store), <c>staging</c> (media on its way), <c>models</c> (imported model sets)
    /// and, while a silo runs, <c>server.json</c>. Made when absent; one silo at a time.
    /// </summary>
    public required string DataFolder { get; init; }

    /// <summary>The folders below which local media may be read. Default: none, so local paths are refused.</summary>
    public IReadOnlyList<string> MediaRoots { get; init; } = [];

    /// <summary>Folders of model sets, searched in order. Default: those of <see cref="Configuration.ModelFolders.Default"/>.</summary>
    public IReadOnlyList<string> ModelFolders { get; init; } = [];

    /// <summary>The id of the model set that reads videos and answers. Default: <c>starter</c>.</summary>
    public string ModelSet { get; init; } = "starter";

    /// <summary>How the pipeline works; its own model set is that of <see cref="ModelSet"/>. Default: its defaults.</summary>
    public VideoPipelineOptions Pipeline { get; init; } = new();

    /// <summary>Addresses to listen on: <c>http://IP:PORT</c>, <c>localhost</c> or <c>*</c> for the IP; port 0 takes a free one. Default: <c>http://127.0.0.1:7080</c>.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:7080"];

    /// <summary>Keys of at least 16 characters, one of which every request from another machine must carry. Default: none, and then only loopback addresses may be listened on.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    /// <summary>Host names, besides loopback's and the addresses listened on, by which requests may call this server. Default: none.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The connection string of an Azure Blobs account that keeps the objects instead of files. Default: none.</summary>
    public string? BlobConnectionString { get; init; }

    /// <summary>The container for <see cref="BlobConnectionString"/>. Default: <c>orleans-video</c>.</summary>
    public string BlobContainer { get; init; } = "orleans-video";

    /// <summary>The cluster that this silo is one of; its silos share one store, so it needs <see cref="BlobConnectionString"/>. Default: none, the silo is alone.</summary>
    public VideoClusterOptions? Cluster { get; init; }

    /// <summary>The log that events come from and that updates are mirrored to; the same for all silos of a cluster. Default: none, and streams stay in memory.</summary>
    public KafkaLogOptions? Log { get; init; }

    /// <summary>The greatest number of bytes of one uploaded media file. Default: 64 GiB.</summary>
    public long MaxUploadBytes { get; init; } = 64L << 30;

    /// <summary>Whether <c>https:</c> media may come from loopback, private and link-local addresses. Default: no.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Where traces and metrics go by OTLP. Default: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, and nowhere without it.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>The least level that is logged, to standard error. Default: warnings.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>How lines are logged. Default: for people.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    /// <summary>How long stopping may take, draining and leaving together, before what still runs is cut off. Default: 30 s.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>How log lines look.</summary>
public enum LogFormat
{
    /// <summary>One line of text.</summary>
    Text = 0,

    /// <summary>One JSON object a line.</summary>
    Json = 1,
}
