namespace Orleans.Video.Cli.CommandLine;

/// <summary>The command could not do what it was asked: exit code 1. The message names the thing, the cause and the remedy.</summary>
internal class CommandFailure : Exception
{
    public CommandFailure(string message) : base(message) { }

    public CommandFailure(string message, Exception cause) : base(message, cause) { }
}

/// <summary>The command was asked in a way that makes no sense: exit code 2.</summary>
internal sealed class UsageFailure(string message) : CommandFailure(message);
