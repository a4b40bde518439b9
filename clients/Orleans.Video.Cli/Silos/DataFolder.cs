using Orleans.Video.Cli.CommandLine;

namespace Orleans.Video.Cli.Silos;

/// <summary>Where the data is when nobody says: <c>$ORLEANS_VIDEO_DATA_DIR</c>, else <c>$XDG_DATA_HOME/orleans-video</c>, else <c>~/.local/share/orleans-video</c>.</summary>
internal static class DataFolder
{
    /// <summary>The data folder.</summary>
    /// <exception cref="UsageFailure">Nobody says where it is.</exception>
    public static string Resolve(Surroundings surroundings, string? given) => TryResolve(surroundings, given)
        ?? throw new UsageFailure("no data folder: HOME is not set. Name one by --data DIR or in ORLEANS_VIDEO_DATA_DIR");

    /// <summary>The data folder, or null where nobody says where it is.</summary>
    public static string? TryResolve(Surroundings surroundings, string? given = null)
    {
        if (!string.IsNullOrEmpty(given)) return surroundings.FullPath(given);
        if (surroundings.Variable("ORLEANS_VIDEO_DATA_DIR") is { Length: > 0 } named) return surroundings.FullPath(named);
        if (surroundings.Variable("XDG_DATA_HOME") is { Length: > 0 } shared && Path.IsPathRooted(shared)) return Path.Combine(shared, "orleans-video");
        if (surroundings.Variable("HOME") is { Length: > 0 } home) return Path.Combine(surroundings.FullPath(home), ".local", "share", "orleans-video");
        return null;
    }
}
