using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;

namespace Orleans.Video.Cli.Bench;

/// <summary><c>video bench memory</c>: peak memory for a short and a long video, each in a fresh process.</summary>
internal static class BenchMemoryCommand
{
    private const int ShortMinutes = 3;
    private const int LongMinutes = 180;
    private const int QuickMinutes = 30;

    public static Command Create(Surroundings surroundings)
    {
        var quick = new Option<bool>("--short") { Description = $"Take {QuickMinutes} minutes instead of {LongMinutes / 60} hours for the long video" };
        var modelSet = SiloOptions.CreateModelSet();
        var models = SiloOptions.CreateModels();
        return new Command("memory", $"Reads a video of {ShortMinutes} minutes and one of {LongMinutes / 60} hours, each in a fresh process, and compares their peak memory.") { quick, modelSet, models }
            .WithExamples("video bench memory", "video bench memory --short --json")
            .Runs(surroundings, async (call, cancellation) =>
            {
                var temporary = Directory.CreateTempSubdirectory("orleans-video-bench-").FullName;
                try
                {
                    var minutes = call.Get(quick) ? QuickMinutes : LongMinutes;
                    var set = call.Get(modelSet)!;
                    string[] place = call.Get(models) is { Length: > 0 } folder ? ["--models", surroundings.FullPath(folder)] : [];
                    var runs = new List<MemoryRun>();
                    foreach (var length in new[] { ShortMinutes, minutes })
                    {
                        call.Output.Note($"making {length} minutes of video");
                        var file = await LongVideos.MakeAsync(temporary, length, cancellation);
                        call.Output.Note($"reading {length} minutes in a fresh process");
                        runs.Add(await RunAsync([file, "--data", Path.Combine(temporary, $"data-{length}"), "--model-set", set, .. place], cancellation));
                    }

                    var figures = new MemoryFigures(runs[0], runs[1], set);
                    if (call.Output.Json) call.Output.Document(figures);
                    else Write(call.Output, figures);
                    return CommandExit.Done;
                }
                finally
                {
                    Directory.Delete(temporary, recursive: true);
                }
            });
    }

    private static async Task<MemoryRun> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var start = Self("bench", MemoryRunCommand.Name, "--json");
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var child = Process.Start(start) ?? throw new CommandFailure("the measuring process could not be started");
        try
        {
            var errors = child.StandardError.ReadToEndAsync(cancellation);
            var answer = await child.StandardOutput.ReadToEndAsync(cancellation);
            await child.WaitForExitAsync(cancellation);
            if (child.ExitCode != 0) throw new CommandFailure($"the measuring process failed: {PlainText.Clean(await errors).Trim()}");
            return JsonSerializer.Deserialize<MemoryRun>(answer, JsonSerializerOptions.Web) ?? throw new CommandFailure("the measuring process said nothing");
        }
        finally
        {
            if (!child.HasExited)
            {
                child.Kill(entireProcessTree: true);
                await child.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>This program once more: by its own executable, or by the dotnet host that runs it.</summary>
    private static ProcessStartInfo Self(params string[] arguments)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "video.dll");
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        return new ProcessStartInfo(host, [assembly, .. arguments]) { UseShellExecute = false };
    }

    private static void Write(CommandOutput output, MemoryFigures figures)
    {
        foreach (var run in new[] { figures.Short, figures.Long })
            output.Say($"{PlainText.Clock(run.MediaSeconds),8} of video: peak {PlainText.Bytes(run.PeakBytes)}, read in {run.WallSeconds:0.0} s");
        output.Say($"[bold]difference {figures.DifferenceBytes / 1048576.0:+0.0;-0.0} MB[/]");
    }
}
