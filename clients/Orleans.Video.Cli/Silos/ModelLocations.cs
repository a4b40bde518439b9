using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Silo;

namespace Orleans.Video.Cli.Silos;

/// <summary>Where model sets are looked for: the folder that is given, then the silo's own places, the first of which takes new sets.</summary>
internal static class ModelLocations
{
    public static IReadOnlyList<string> Resolve(Surroundings surroundings, string? given, string? dataFolder)
    {
        var usual = ModelFolders.Default(dataFolder);
        return string.IsNullOrEmpty(given) ? usual : [surroundings.FullPath(given), .. usual];
    }
}
