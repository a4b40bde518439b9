namespace Orleans.Video.Cli.CommandLine;

/// <summary>What a command sees of the process around it; tests give their own.</summary>
internal sealed record Surroundings
{
    /// <summary>Answers.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Errors and notes.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether a person watches <see cref="Out"/>: colours, progress bars.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Columns to fill.</summary>
    public int Width { get; init; } = 100;

    /// <summary>Environment variables.</summary>
    public Func<string, string?> Variable { get; init; } = static _ => null;

    /// <summary>Where relative paths start.</summary>
    public string CurrentFolder { get; init; } = Environment.CurrentDirectory;

    /// <summary>How the user calls this program: the script beside the sources says so.</summary>
    public string CommandName => Variable("ORLEANS_VIDEO_COMMAND") is { Length: > 0 } name ? name : "video";

    /// <summary>Whether colours may be used: a terminal, and not <c>NO_COLOR</c> or a dumb one.</summary>
    public bool Colours => IsTerminal && string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") != "dumb";

    public static Surroundings OfProcess()
    {
        var terminal = !Console.IsOutputRedirected;
        return new Surroundings
        {
            Out = Console.Out,
            Error = Console.Error,
            IsTerminal = terminal,
            Width = terminal && Console.WindowWidth > 0 ? Math.Clamp(Console.WindowWidth, 60, 140) : 100,
            Variable = Environment.GetEnvironmentVariable,
        };
    }

    /// <summary>An absolute path for what the user wrote.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, CurrentFolder);
}
