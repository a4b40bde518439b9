using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Spectre.Console;

namespace Orleans.Video.Cli.Models;

/// <summary><c>video models list</c>.</summary>
internal static class ModelsListCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var served = new Option<bool>("--served") { Description = "Asks the silo, too, which of them serves and how far others are filled" };
        var silo = new SiloOptions();
        return new Command("list", "Lists the model sets: those of --models, of the data folder, and those that came with the application.") { silo.Data, silo.Models, served, silo.Url, silo.ApiKeyFile, silo.ModelSet }
            .WithExamples("video models list", "video models list --json", "video models list --served")
            .Runs(surroundings, async (call, cancellation) =>
            {
                if (call.Get(served) || call.Has(silo.Url))
                {
                    await using var connection = await SiloConnection.OpenAsync(call, silo, [], cancellation);
                    ServedModels.Write(call.Output, await connection.Client.ListModelsAsync(cancellation));
                    return CommandExit.Done;
                }

                var folders = ModelLocations.Resolve(surroundings, call.Get(silo.Models), DataFolder.TryResolve(surroundings, call.Get(silo.Data)));
                var sets = new ModelSetLibrary(folders).List();
                if (call.Output.Json) call.Output.Document(new { folders, sets = sets.Select(Describe) });
                else Write(call.Output, sets, folders);
                return CommandExit.Done;
            });
    }

    private static object Describe(ModelSetEntry set) => new
    {
        set.Id,
        set.Folder,
        set.Problem,
        set.Manifest?.Version,
        set.Manifest?.Trained,
        set.Manifest?.Licence,
        set.Manifest?.TrainingData,
        set.Manifest?.Quality,
        set.Manifest?.JointWidth,
        Encoders = set.Manifest is { } manifest ? Encoders(manifest).Select(static e => new { Modality = e.Name, e.Spec.File, e.Spec.Width, e.Spec.Trained, e.Spec.Source, e.Spec.Licence }) : null,
    };

    private static void Write(CommandOutput output, IReadOnlyList<ModelSetEntry> sets, IReadOnlyList<string> folders)
    {
        if (sets.Count == 0)
        {
            output.Say($"No model sets in {PlainText.Markup(string.Join(", ", folders), 1000)}: give a folder that holds some by --models DIR.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("Set", "Version", "Trained", "Encoders", "Licence");
        foreach (var set in sets)
        {
            if (set.Manifest is not { } manifest)
            {
                table.AddRow(new Text(set.Id), new Text(""), new Markup("[red]unusable[/]"), new Text(PlainText.Clean(set.Problem)), new Text(""));
                continue;
            }

            var encoders = string.Join(", ", Encoders(manifest).Select(e => $"{e.Name} {e.Spec.Width}{(e.Spec.Trained ? "" : "*")}"));
            table.AddRow(PlainText.Markup(manifest.Id), PlainText.Markup(manifest.Version), manifest.Trained ? "yes" : "[yellow]no[/]", encoders, PlainText.Markup(manifest.Licence, 40));
        }

        output.Console.Write(table);
        if (sets.Any(static s => s.Manifest is { Trained: false })) output.Say("[grey]* untrained: random weights, good for look-alike and sound-alike search only[/]");
    }

    private static IEnumerable<(string Name, EncoderSpec Spec)> Encoders(ModelSetManifest manifest)
    {
        if (manifest.Visual is { } visual) yield return ("visual", visual);
        if (manifest.Audio is { } audio) yield return ("audio", audio);
        if (manifest.Text is { } text) yield return ("text", text);
        if (manifest.Fusion is { } fusion) yield return ("fusion", fusion);
    }
}
