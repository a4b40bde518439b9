using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Demo;
using Orleans.Video.Cli.Ingest;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Silo.Configuration;
using Spectre.Console;

namespace Orleans.Video.Cli.Bench;

/// <summary><c>video bench ingest [PATH…|DIR]</c>: speed, against what decoding and encoding alone need.</summary>
internal static class BenchIngestCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var paths = new Argument<string[]>("PATH|DIR") { Description = "Videos, or folders of them; left out: three that are made on the spot", Arity = ArgumentArity.ZeroOrMore };
        var repeat = new Option<int>("--repeat") { Description = "How often each file is submitted in the measured part: a stream of uploads, so that its end, with fewer videos left than cores, weighs little", HelpName = "N", DefaultValueFactory = _ => 8 };
        repeat.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000) result.AddError("--repeat takes 1 to 1000");
        });
        var modelSet = SiloOptions.CreateModelSet();
        var models = SiloOptions.CreateModels();
        return new Command("ingest", "Reads videos with a silo inside this command, then does the same decoding and the same encoding alone, and gives the ratio.")
        {
            paths, repeat, modelSet, models,
        }
            .WithExamples("video bench ingest", "video bench ingest clips/street --repeat 3 --json")
            .Runs(surroundings, async (call, cancellation) =>
            {
                var temporary = Directory.CreateTempSubdirectory("orleans-video-bench-").FullName;
                try
                {
                    var files = await FilesAsync(call, call.Get(paths), temporary, cancellation);
                    var options = new VideoSiloOptions
                    {
                        DataFolder = Path.Combine(temporary, "data"),
                        MediaRoots = [.. files.Select(static file => Path.GetDirectoryName(file)!).Distinct()],
                        ModelFolders = ModelLocations.ForSilo(surroundings, call.Get(models), DataFolder.TryResolve(surroundings)),
                        ModelSet = call.Get(modelSet)!,
                    };
                    var figures = await new IngestMeasurement(options, files, call.Get(repeat), call.Output.Note).RunAsync(cancellation);
                    if (call.Output.Json) call.Output.Document(figures);
                    else Write(call.Output, figures);
                    return figures.LeftOut.Count == 0 ? CommandExit.Done : CommandExit.Failed;
                }
                finally
                {
                    Directory.Delete(temporary, recursive: true);
                }
            });
    }

    private static async Task<IReadOnlyList<string>> FilesAsync(CommandCall call, string[] paths, string temporary, CancellationToken cancellation)
    {
        if (paths.Length == 0) return [.. (await SampleVideos.MakeAsync(Path.Combine(temporary, "samples"), call.Output, cancellation)).Select(static sample => sample.Path)];
        var files = new List<string>();
        foreach (var given in paths)
        {
            var path = call.Surroundings.FullPath(given);
            if (Directory.Exists(path)) files.AddRange(Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true }).Where(static file => !IsText(file)).Order(StringComparer.Ordinal));
            else files.Add(MediaSource.Parse(given, call.Surroundings).File ?? throw new UsageFailure($"{PlainText.Clean(given)} is no file: the benchmark reads files"));
        }

        return files.Count > 0 ? files : throw new CommandFailure($"there are no files in {string.Join(", ", paths)}");
    }

    // Folders of clips hold notes beside the clips.
    private static bool IsText(string file) => Path.GetExtension(file).ToLowerInvariant() is ".txt" or ".md" or ".tsv" or ".csv" or ".json" or ".vtt" or ".srt";

    private static void Write(CommandOutput output, IngestFigures figures)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn(new GridColumn().RightAligned()).AddColumn();
        Add("media", figures.MediaSeconds, $"in {figures.Videos} videos, model set {PlainText.Markup(figures.ModelSet)}");
        Add("wall", figures.WallSeconds, $"{figures.Speed:0.0} times as fast as playing; {figures.Cores} cores");
        Add("probe alone", figures.ProbeCpuSeconds, "CPU, the same ffprobe runs");
        Add("decode alone", figures.DecodeCpuSeconds, "CPU, the same ffmpeg reads");
        Add("encode alone", figures.EncodeCpuSeconds, "CPU, the same batches: " + string.Join(", ", figures.Encoders.Select(static e => $"{e.Key} {e.Value.Items} in {e.Value.Runs} ({e.Value.CpuSeconds:0.00} s)")));
        Add("children", figures.Run.Children, $"CPU in the run, {figures.Run.ChildrenBeyondDecode:+0.00;-0.00} beyond probe and decode alone");
        Add("this process", figures.Run.Process, $"CPU in the run, {figures.Run.ProcessBeyondEncode:+0.00;-0.00} beyond the encode alone: taking the same frames from the children needs {figures.Run.Reading:0.00} s alone, compiling took {figures.Run.Jit:0.00} s, and collections held it up for {figures.Run.GcPauses:0.00} s");
        if (figures.Run.Others is { } others) Add("other processes", others, "CPU in the run");
        if (figures.Run.Idle is { } idle) Add("idle", idle, "of cores × wall");
        output.Console.Write(grid);
        output.Say($"[bold]efficiency {figures.Efficiency:0.00}[/]  [grey](decode + encode alone) ÷ (cores × wall); {figures.EfficiencyWithProbe:0.00} with probing counted as work; the rounds by themselves: {string.Join(", ", figures.RoundEfficiencies.Select(static e => $"{e:0.00}"))}[/]");
        foreach (var file in figures.LeftOut) output.Say($"[red]left out[/]  {PlainText.Markup(file, 1000)}");

        void Add(string name, double seconds, string remark) => grid.AddRow($"[grey]{name}[/]", $"{seconds:0.00} s", remark);
    }
}
