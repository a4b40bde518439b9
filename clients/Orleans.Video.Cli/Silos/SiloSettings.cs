using Microsoft.Extensions.Configuration;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Silo;

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
            ? options with { ModelFolders = ModelLocations.Resolve(surroundings, models, options.DataFolder) }
            : options;
    }
}
