using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Silo.Configuration;

namespace Orleans.Video.Cli.Silos;

/// <summary>What the environment (<c>VIDEO__…</c>) says of a silo, and over it what the command line says.</summary>
internal static class SiloSettings
{
    public static VideoSiloOptions Read(Surroundings surroundings, string? data, string? models)
    {
        // The data folder may come from either, and is not asked for where the environment names it.
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var named = data ?? configuration[$"{VideoSiloConfiguration.Section}:{nameof(VideoSiloOptions.DataFolder)}"];
        var options = VideoSiloConfiguration.Read(configuration, new VideoSiloOptions { DataFolder = "" }) with { DataFolder = DataFolder.Resolve(surroundings, named) };
        return !string.IsNullOrEmpty(models) || options.ModelFolders.Count == 0
            ? options with { ModelFolders = ModelLocations.ForSilo(surroundings, models, options.DataFolder) }
            : options;
    }

    /// <summary>For <c>up</c>: keeps the runtime's remarks on itself, and what is told as an error anyway, out of the log.</summary>
    public static void Quieten(WebApplicationBuilder builder) =>
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error).AddFilter("Polly", LogLevel.None).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

    /// <summary>For a silo inside another command: whatever goes wrong is told as the command's own answer, so only what nobody expects is logged.</summary>
    public static void Silence(WebApplicationBuilder builder) =>
        builder.Logging.AddFilter("Orleans", LogLevel.Critical).AddFilter("Orleans.Video", LogLevel.Error).AddFilter("Polly", LogLevel.None).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
}
