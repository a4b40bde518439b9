using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Silo.Configuration;

namespace Orleans.Video.Cli.Silos;

/// <summary>
/// What a settings file says of a silo, over it what the environment (<c>VIDEO__…</c>) says, and over both the command line. The file is the one
/// that is named, or else <c>appsettings.json</c> of the data folder where there is one; never one that happens to lie in the working folder.
/// </summary>
internal static class SiloSettings
{
    private const string FileName = "appsettings.json";
    private const string DataFolderKey = $"{VideoSiloConfiguration.Section}:{nameof(VideoSiloOptions.DataFolder)}";

    public static VideoSiloOptions Read(Surroundings surroundings, string? data, string? models, string? file = null)
    {
        // The data folder may come from any of them, and is not asked for where one names it.
        var configuration = Build(string.IsNullOrEmpty(file) ? null : surroundings.FullPath(file));
        var folder = DataFolder.Resolve(surroundings, data ?? configuration[DataFolderKey]);
        var own = Path.Combine(folder, FileName);
        if (string.IsNullOrEmpty(file) && File.Exists(own))
        {
            configuration = Build(own);
            if (data is null && configuration[DataFolderKey] is { } named && surroundings.FullPath(named) != folder)
                throw new CommandFailure($"{own} names another data folder ({named}): leave {DataFolderKey} out of it, since it is read because it lies in this one");
        }

        var options = VideoSiloConfiguration.Read(configuration, new VideoSiloOptions { DataFolder = "" }) with { DataFolder = folder };
        return !string.IsNullOrEmpty(models) || options.ModelFolders.Count == 0
            ? options with { ModelFolders = ModelLocations.ForSilo(surroundings, models, options.DataFolder) }
            : options;
    }

    private static IConfigurationRoot Build(string? file)
    {
        try
        {
            var builder = new ConfigurationBuilder();
            if (file is not null) builder.AddJsonFile(file, optional: false);
            return builder.AddEnvironmentVariables().Build();
        }
        catch (Exception cause) when (cause is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"the settings file {file} cannot be read: {cause.InnerException?.Message ?? cause.Message}", cause);
        }
    }

    /// <summary>For <c>up</c>: keeps the runtime's remarks on itself, and what is told as an error anyway, out of the log.</summary>
    public static void Quieten(WebApplicationBuilder builder) =>
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error).AddFilter("Polly", LogLevel.None).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

    /// <summary>For a silo inside another command: whatever goes wrong is told as the command's own answer, so only what nobody expects is logged.</summary>
    public static void Silence(WebApplicationBuilder builder) =>
        builder.Logging.AddFilter("Orleans", LogLevel.Critical).AddFilter("Orleans.Video", LogLevel.Error).AddFilter("Polly", LogLevel.None).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
}
