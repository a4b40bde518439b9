using Microsoft.Extensions.Logging;

namespace Orleans.Video.Silo.Configuration;

/// <summary>Checks the options before anything starts.</summary>
internal static class VideoSiloOptionsValidator
{
    private const int ShortestKey = 16;

    /// <exception cref="VideoSiloOptionsException">An option is wrong; the message names it.</exception>
    public static void Validate(VideoSiloOptions options)
    {
        Require(!string.IsNullOrWhiteSpace(options.DataFolder), nameof(options.DataFolder), "is empty: name the folder for the data");
        Require(!File.Exists(options.DataFolder), nameof(options.DataFolder), $"{options.DataFolder} is a file: name a folder");
        foreach (var root in options.MediaRoots)
        {
            Require(Path.IsPathFullyQualified(root), nameof(options.MediaRoots), $"{root} is not an absolute path: give one");
            Require(Directory.Exists(root), nameof(options.MediaRoots), $"{root} is not there: make the folder or leave it out");
        }

        // One for imported sets may come to be later.
        Require(
            options.ModelFolders.Count == 0 || options.ModelFolders.Any(Directory.Exists),
            nameof(options.ModelFolders),
            $"{string.Join(", ", options.ModelFolders)} {(options.ModelFolders.Count == 1 ? "is" : "are")} not there: name a folder that holds model sets");
        Require(!string.IsNullOrWhiteSpace(options.ModelSet), nameof(options.ModelSet), "is empty: name a model set, such as starter");
        if (options.Pipeline.Check() is { } problem) throw new VideoSiloOptionsException($"{VideoSiloConfiguration.Section}:{problem}");
        if (options.Log?.Check() is { } wrong) throw new VideoSiloOptionsException($"{VideoSiloConfiguration.Section}:{nameof(options.Log)}:{wrong}");
        Require(options.Urls.Count > 0, nameof(options.Urls), "is empty: give an address such as http://127.0.0.1:7080");
        foreach (var url in options.Urls)
        {
            var endpoint = ListenAddress.Parse(url);
            Require(
                endpoint.IsLoopback || options.ApiKeys.Count > 0,
                nameof(options.ApiKeys),
                $"is empty, and {nameof(options.Urls)} has {url}, which other machines can reach: give a key of at least {ShortestKey} characters, or listen on 127.0.0.1");
        }

        foreach (var key in options.ApiKeys)
        {
            Require(key.Length >= ShortestKey, nameof(options.ApiKeys), $"has a key of {key.Length} characters: give at least {ShortestKey}");
            Require(key.All(character => character is > ' ' and <= '~'), nameof(options.ApiKeys), "has a key with blanks or characters beyond ASCII: HTTP headers cannot carry it");
        }

        foreach (var host in options.AllowedHosts)
            Require(Uri.CheckHostName(host) != UriHostNameType.Unknown, nameof(options.AllowedHosts), $"has {host}, which is not a host name: give names without port or scheme");
        if (options.BlobConnectionString is not null)
        {
            Require(options.BlobConnectionString.Contains('='), nameof(options.BlobConnectionString), "is not a connection string: copy it from the storage account's access keys");
            Require(
                options.BlobContainer is { Length: >= 3 and <= 63 } name && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'),
                nameof(options.BlobContainer),
                "is not a container name: use 3 to 63 of a-z 0-9 -");
        }

        if (options.Cluster is { } cluster) VideoClusterConfiguration.Validate(cluster, options);
        Require(options.MaxUploadBytes > 0, nameof(options.MaxUploadBytes), "must be above zero");
        Require(
            options.OtlpEndpoint is null || (Uri.TryCreate(options.OtlpEndpoint, UriKind.Absolute, out var otlp) && otlp.Scheme is "http" or "https"),
            nameof(options.OtlpEndpoint),
            "is not an absolute http or https address: give one such as http://127.0.0.1:4317");
        Require(Enum.IsDefined(options.LogLevel), nameof(options.LogLevel), $"is unknown: use one of {string.Join(", ", Enum.GetNames<LogLevel>())}");
        Require(Enum.IsDefined(options.LogFormat), nameof(options.LogFormat), $"is unknown: use one of {string.Join(", ", Enum.GetNames<LogFormat>())}");
        Require(options.ShutdownTimeout > TimeSpan.Zero && options.ShutdownTimeout <= TimeSpan.FromHours(1), nameof(options.ShutdownTimeout), "must be above zero and at most an hour");
    }

    private static void Require(bool condition, string option, string problem)
    {
        if (!condition) throw new VideoSiloOptionsException($"{VideoSiloConfiguration.Section}:{option} {problem}");
    }
}
