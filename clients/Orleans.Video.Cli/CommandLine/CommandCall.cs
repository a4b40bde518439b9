using System.CommandLine;

namespace Orleans.Video.Cli.CommandLine;

/// <summary>One invocation of one command: what was asked, and where the answer goes.</summary>
internal sealed class CommandCall(ParseResult parsed, Surroundings surroundings, CommandOutput output)
{
    public Surroundings Surroundings { get; } = surroundings;

    public CommandOutput Output { get; } = output;

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>Whether the option was written, as opposed to its default.</summary>
    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };
}
