using System.Diagnostics;
using System.Text.Json;
using Orleans.Video.Cli;
using Orleans.Video.Cli.CommandLine;

namespace Orleans.Video.Silo.Tests.Cli;

/// <summary>One command line run in this process, with what it said.</summary>
internal sealed record CommandRun(int Code, string Out, string Error)
{
    /// <summary>The answer's one document.</summary>
    public JsonElement Document => JsonDocument.Parse(Out).RootElement;

    /// <summary>The answer's items, one a line.</summary>
    public IReadOnlyList<JsonElement> Items => [.. Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The errors, one a line.</summary>
    public IReadOnlyList<JsonElement> Errors => [.. Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("error"))];

    /// <summary>Runs a command line with a data folder of its own and nothing else from the environment.</summary>
    public static async Task<CommandRun> RunAsync(string dataFolder, string[] arguments, CancellationToken cancellation, bool terminal = false, params (string Name, string Value)[] variables)
    {
        var (answers, errors) = (new StringWriter(), new StringWriter());
        var known = variables.ToDictionary(static pair => pair.Name, static pair => pair.Value);
        known.TryAdd("ORLEANS_VIDEO_DATA_DIR", dataFolder);
        var surroundings = new Surroundings
        {
            Out = TextWriter.Synchronized(answers),
            Error = TextWriter.Synchronized(errors),
            IsTerminal = terminal,
            Variable = known.GetValueOrDefault,
            CurrentFolder = dataFolder,
        };
        var code = await VideoCommandLine.RunAsync(arguments, surroundings, cancellation);
        return new CommandRun(code, answers.ToString(), errors.ToString());
    }

    /// <summary>Runs a command line in a process of its own, for what concerns the process as a whole.</summary>
    public static async Task<CommandRun> RunProcessAsync(string dataFolder, string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "video.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ORLEANS_VIDEO_DATA_DIR"] = dataFolder },
        };
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            var answers = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return new CommandRun(process.ExitCode, answers, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
