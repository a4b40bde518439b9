using System.CommandLine;
using Orleans.Video.Cli.Bench;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Demo;
using Orleans.Video.Cli.Embed;
using Orleans.Video.Cli.Ingest;
using Orleans.Video.Cli.Learn;
using Orleans.Video.Cli.Models;
using Orleans.Video.Cli.Search;
using Orleans.Video.Cli.Speech;
using Orleans.Video.Cli.Up;
using Orleans.Video.Cli.Videos;

namespace Orleans.Video.Cli;

/// <summary>The whole command line: the tree of commands, and how a command's end becomes an exit code.</summary>
internal static class VideoCommandLine
{
    /// <summary>For programs that read: on every command.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Answer in JSON: one document, or one line an item where answers stream; errors as JSON on the error stream",
        Recursive = true,
    };

    /// <summary>Runs one command line.</summary>
    /// <returns>An <see cref="CommandExit"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Surroundings surroundings, CancellationToken cancellation)
    {
        // No response files: an argument that starts with @ is that text, not a file to read arguments from.
        var parsed = Create(surroundings).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Invocation.SynchronousCommandLineAction { ClearsParseErrors: true })
        {
            var output = new CommandOutput(surroundings, arguments.Contains("--json"));
            output.Failure("usage", string.Join("; ", parsed.Errors.Select(static error => error.Message)));
            output.Note($"see  {surroundings.CommandName} {string.Join(' ', PathOf(parsed.CommandResult.Command).Append("--help"))}");
            return CommandExit.Usage;
        }

        var invocation = new InvocationConfiguration
        {
            Output = surroundings.Out,
            Error = surroundings.Error,
            EnableDefaultExceptionHandler = false,
            // Signals are the caller's: see StopSignal.
            ProcessTerminationTimeout = null,
        };
        return await parsed.InvokeAsync(invocation, cancellation);
    }

    /// <summary>Gives a command its body; what it throws becomes a message and an exit code.</summary>
    public static TCommand Runs<TCommand>(this TCommand command, Surroundings surroundings, Func<CommandCall, CancellationToken, Task<int>> body)
        where TCommand : Command
    {
        command.SetAction(async (parsed, cancellation) =>
        {
            var output = new CommandOutput(surroundings, parsed.GetValue(Json));
            try
            {
                return await body(new CommandCall(parsed, surroundings, output), cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                output.Failure("stopped", "stopped before it was done");
                return CommandExit.Failed;
            }
            catch (UsageFailure usage)
            {
                output.Failure("usage", usage.Message);
                output.Note($"see  {surroundings.CommandName} {string.Join(' ', PathOf(command).Append("--help"))}");
                return CommandExit.Usage;
            }
            catch (IOException closed) when (closed.HResult == BrokenPipe)
            {
                // The reader of our output has gone, as `head` does: nobody is left to tell.
                return CommandExit.Failed;
            }
            catch (Exception failure)
            {
                output.Failure("failed", failure.Message);
                if (!string.IsNullOrEmpty(surroundings.Variable("ORLEANS_VIDEO_DEBUG"))) await surroundings.Error.WriteLineAsync(failure.ToString());
                return CommandExit.Failed;
            }
        });
        return command;
    }

    private const int BrokenPipe = 32;

    private static RootCommand Create(Surroundings surroundings)
    {
        var root = new RootCommand("Orleans.Video watches videos and lets you search them: by what is said and written, and by how they look and sound.")
        {
            DemoCommand.Create(surroundings),
            UpCommand.Create(surroundings),
            IngestCommand.Create(surroundings),
            StatusCommand.Create(surroundings),
            SearchCommand.Create(surroundings),
            SimilarCommand.Create(surroundings),
            TranscriptCommand.Create(surroundings),
            DeleteCommand.Create(surroundings),
            EmbedCommand.Create(surroundings),
            ModelsCommand.Create(surroundings),
            LearnCommand.Create(surroundings),
            SpeechCommand.Create(surroundings),
            BenchCommand.Create(surroundings),
        };
        root.Add(Json);
        root.WithExamples("video demo", "video up --media-root /srv/videos", "video ingest holiday.mp4 --title 'At the sea' --wait", "video search '\"white boat\"' --in moment");
        Examples.ShowInHelp(root, surroundings.CommandName);
        return root;
    }

    private static IEnumerable<string> PathOf(Command command)
    {
        for (Symbol? symbol = command; symbol is Command and not RootCommand; symbol = symbol.Parents.FirstOrDefault())
            yield return symbol.Name;
    }
}
