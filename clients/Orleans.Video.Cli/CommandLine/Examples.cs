using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace Orleans.Video.Cli.CommandLine;

/// <summary>Examples that stand at the end of a command's help.</summary>
internal static class Examples
{
    private static readonly ConditionalWeakTable<Command, string[]> OfCommand = [];

    /// <summary>Gives a command its examples, each a command line that starts with <c>video</c>.</summary>
    public static TCommand WithExamples<TCommand>(this TCommand command, params string[] examples) where TCommand : Command
    {
        OfCommand.AddOrUpdate(command, examples);
        return command;
    }

    /// <summary>Makes the help of a whole command tree end with its examples.</summary>
    public static void ShowInHelp(RootCommand root, string commandName)
    {
        foreach (var option in root.Options)
            if (option is HelpOption { Action: HelpAction help }) option.Action = new HelpWithExamples(help, commandName);
    }

    private sealed class HelpWithExamples(HelpAction help, string commandName) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            if (!OfCommand.TryGetValue(parseResult.CommandResult.Command, out var examples)) return code;
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples) output.WriteLine($"  {commandName}{example["video".Length..]}");
            output.WriteLine();
            return code;
        }
    }
}
