namespace Orleans.Video.Cli.CommandLine;

/// <summary>What the process ends with.</summary>
internal static class CommandExit
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed, or stopped before it was done.</summary>
    public const int Failed = 1;

    /// <summary>Asked in a way that makes no sense.</summary>
    public const int Usage = 2;
}
