using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Models.Compare;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;
using Spectre.Console;

namespace Orleans.Video.Cli.Models;

/// <summary><c>video models compare A B --on DIR</c>: what two sets make of the same videos and pictures.</summary>
internal static class ModelsCompareCommand
{
    private const int Shown = 5;

    public static Command Create(Surroundings surroundings)
    {
        var a = new Argument<string>("A") { Description = "A model set: its id, or its folder" };
        var b = new Argument<string>("B") { Description = "Another" };
        var on = new Option<string>("--on") { Description = "A folder of videos, pictures or recordings; folders in it are taken for classes", HelpName = "DIR", Required = true };
        var neighbours = Number("--neighbours", "How many nearest neighbours are looked at", 10, 1, 100);
        var examples = Number("--examples", "How many examples are given of pictures, and of sound", 12, 0, 100);
        var most = Number("--most", "Files, at most: the first by path", 500, 3, 10_000);
        var page = new Option<string?>("--html") { Description = "Also write a page with stills, which needs no other file", HelpName = "FILE" };
        var data = SiloOptions.CreateData();
        var models = SiloOptions.CreateModels();
        return new Command("compare", "Compares two model sets on the same files: how well each finds what belongs together, how far their nearest neighbours agree, and where they do not.") { a, b, on, neighbours, examples, most, page, data, models }
            .WithExamples("video models compare starter mine --on /srv/videos", "video models compare starter ./models/mine --on ./photos --html compared.html")
            .Runs(surroundings, async (call, cancellation) =>
            {
                var library = new ModelSetLibrary(ModelLocations.Resolve(surroundings, call.Get(models), DataFolder.TryResolve(surroundings, call.Get(data))));
                var (first, second, folder) = (Open(library, surroundings, call.Get(a)), Open(library, surroundings, call.Get(b)), surroundings.FullPath(call.Get(on)!));
                var files = FolderEncoder.FilesBelow(folder, call.Get(most));
                var staging = Directory.CreateTempSubdirectory("orleans-video-compare-").FullName;
                try
                {
                    await using var media = new MediaLibrary(
                        new MediaOptions { Roots = [folder], StagingFolder = staging }, static (_, _) => ValueTask.FromResult<Stream?>(null), NullLogger<MediaLibrary>.Instance);
                    var encoder = new FolderEncoder(media);
                    var (inFirst, inSecond) = (await encoder.EncodeAsync(first, folder, files, cancellation), await encoder.EncodeAsync(second, folder, files, cancellation));
                    var found = SetComparison.Of(inFirst, inSecond, JointWidth(first), JointWidth(second), call.Get(neighbours), call.Get(examples));
                    if (found.Count == 0) throw new CommandFailure($"fewer than three of {files.Count} files in {folder} can be encoded by both sets: name a folder with more videos or pictures");
                    var summary = $"{files.Count} files of {folder}; {inFirst.Count} and {inSecond.Count} could be encoded";
                    if (call.Get(page) is { } path) await WriteAsync(surroundings.FullPath(path), first, second, summary, found, new StillReader(media), cancellation);
                    if (call.Output.Json) call.Output.Document(Describe(first, second, files.Count, found));
                    else Write(call.Output, first, second, summary, found);
                    return CommandExit.Done;
                }
                finally
                {
                    Directory.Delete(staging, recursive: true);
                }
            });
    }

    private static Option<int> Number(string name, string description, int usual, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var given && (given < least || given > most)) result.AddError($"{name} takes {least} to {most}");
        });
        return option;
    }

    private static ModelSet Open(ModelSetLibrary library, Surroundings surroundings, string named) => named.Contains('/', StringComparison.Ordinal) ? ModelSet.Open(surroundings.FullPath(named)) : library.Open(named);

    private static int JointWidth(ModelSet set) => set.Manifest is { Visual: { Joint: true, Trained: true }, Audio: { Joint: true, Trained: true } } ? set.Manifest.JointWidth : 0;

    private static async Task WriteAsync(string path, ModelSet a, ModelSet b, string summary, IReadOnlyList<ModalityComparison> found, StillReader reader, CancellationToken cancellation)
    {
        var shown = found.SelectMany(static c => c.Examples).SelectMany(static e => e.NearestInA.Concat(e.NearestInB).Append(e.File)).Select(static f => f.Path).Distinct();
        var stills = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in shown)
            if (await reader.ReadAsync(file, cancellation) is { } still) stills[file] = still;
        try
        {
            await File.WriteAllTextAsync(path, ComparisonPage.Write(a.Manifest.Id, b.Manifest.Id, summary, found, stills), cancellation);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{path} cannot be written: {refused.Message}", refused);
        }
    }

    private static object Describe(ModelSet a, ModelSet b, int files, IReadOnlyList<ModalityComparison> found) => new
    {
        a = a.Manifest.Id,
        b = b.Manifest.Id,
        files,
        found = found.Select(static c => new
        {
            c.Modality,
            c.Files,
            c.Measures,
            c.Agreement,
            examples = c.Examples.Select(static e => new { file = e.File.Name, e.Shared, nearestInA = e.NearestInA.Select(static f => f.Name), nearestInB = e.NearestInB.Select(static f => f.Name) }),
        }),
    };

    private static void Write(CommandOutput output, ModelSet a, ModelSet b, string summary, IReadOnlyList<ModalityComparison> found)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Of", "Measure", PlainText.Markup(a.Manifest.Id), PlainText.Markup(b.Manifest.Id));
        foreach (var c in found)
        {
            foreach (var measure in c.Measures) table.AddRow(c.Modality, measure.Name, ComparisonPage.Share(measure.A), ComparisonPage.Share(measure.B));
            if (c.Agreement is { } agreement) table.AddRow(c.Modality, "nearest neighbours that both name", ComparisonPage.Share(agreement), "");
        }

        output.Say(PlainText.Markup(summary));
        output.Console.Write(table);
        foreach (var c in found.Where(static c => c.Examples.Count > 0))
        {
            output.Say($"Where they differ most, {c.Modality}:");
            foreach (var e in c.Examples.Take(Shown))
            {
                output.Say($"  [bold]{PlainText.Markup(e.File.Name)}[/]  {ComparisonPage.Share(e.Shared)} shared");
                foreach (var (set, nearest) in new[] { (a, e.NearestInA), (b, e.NearestInB) })
                    output.Say($"    {PlainText.Markup(set.Manifest.Id)}: {PlainText.Markup(string.Join(", ", nearest.Take(Shown).Select(static f => f.Name)))}");
            }
        }
    }
}
