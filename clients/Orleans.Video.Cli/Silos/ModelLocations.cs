using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Silo.Configuration;

namespace Orleans.Video.Cli.Silos;

/// <summary>Where model sets are looked for: the folder that is given, then the silo's own places.</summary>
internal static class ModelLocations
{
    /// <summary>The folders for a library of model sets; new sets go into the first, which need not be there yet.</summary>
    public static IReadOnlyList<string> Resolve(Surroundings surroundings, string? given, string? dataFolder)
    {
        var usual = ModelFolders.Default(dataFolder);
        return string.IsNullOrEmpty(given) ? usual : [surroundings.FullPath(given), .. usual];
    }

    /// <summary>The folders for a silo: those that are there.</summary>
    /// <exception cref="CommandFailure">The folder that is given is not there.</exception>
    public static IReadOnlyList<string> ForSilo(Surroundings surroundings, string? given, string? dataFolder)
    {
        if (!string.IsNullOrEmpty(given) && !Directory.Exists(surroundings.FullPath(given)))
            throw new CommandFailure($"the model folder {surroundings.FullPath(given)} does not exist: give one that holds model sets by --models DIR");
        return [.. Resolve(surroundings, given, dataFolder).Where(Directory.Exists)];
    }
}
