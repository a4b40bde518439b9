using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Inference;
using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Cli.Models;

/// <summary><c>video models verify [ID…]</c>: hashes, shapes and a first run of every encoder.</summary>
internal static class ModelsVerifyCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var ids = new Argument<string[]>("ID") { Description = "Model sets; left out: all of them", Arity = ArgumentArity.ZeroOrMore };
        var data = SiloOptions.CreateData();
        var models = SiloOptions.CreateModels();
        return new Command("verify", "Checks model sets: the manifest, every file's hash, and that every encoder runs and gives what it promises.") { ids, data, models }
            .WithExamples("video models verify", "video models verify starter --json")
            .Runs(surroundings, (call, cancellation) =>
            {
                var folders = ModelLocations.Resolve(surroundings, call.Get(models), DataFolder.TryResolve(surroundings, call.Get(data)));
                var library = new ModelSetLibrary(folders);
                var wanted = call.Get(ids) is { Length: > 0 } named ? named : [.. library.List().Select(static set => set.Id)];
                if (wanted.Length == 0) throw new CommandFailure($"there are no model sets in {string.Join(", ", folders)}: give a folder that holds some by --models DIR");
                var passed = true;
                foreach (var id in wanted)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var report = library.Verify(id, InferenceDevice.Cpu);
                    passed &= report.Passed;
                    if (call.Output.Json) call.Output.Item(report);
                    else Write(call.Output, report);
                }

                return Task.FromResult(passed ? CommandExit.Done : CommandExit.Failed);
            });
    }

    private static void Write(CommandOutput output, ModelSetReport report)
    {
        output.Say($"[bold]{PlainText.Markup(report.Id)}[/]  [grey]{PlainText.Markup(report.Folder)}[/]");
        foreach (var check in report.Checks)
            output.Say($"  {(check.Passed ? "[green]ok[/]    " : "[red]failed[/]")}  {check.Name,-9} {PlainText.Markup(check.Detail, 1000)}");
    }
}
