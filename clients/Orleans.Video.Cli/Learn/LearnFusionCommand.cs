using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Grains.Examples;
using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Fusion;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Silo.Hosting;
using Orleans.Video.Storage;

namespace Orleans.Video.Cli.Learn;

/// <summary><c>video learn fusion --data DIR</c>: a new version of a model set, whose fusion encoder learned from the ingested videos.</summary>
internal static class LearnFusionCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var training = new TrainingArguments("How long, as a multiple of 600 steps of 64 videos", "learning/ID in the data folder");
        var (data, modelSet, models) = (SiloOptions.CreateData(), SiloOptions.CreateModelSet(), SiloOptions.CreateModels());
        var set = new Option<string?>("--set") { Description = "Where the new set is written: a folder that is not there yet; its name is the set's id. Left out: models/ID-fN in the data folder", HelpName = "DIR" };
        var steps = new Option<long?>("--steps") { Description = "All steps, instead of --length", HelpName = "N" };
        steps.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<long?>() is < 1) result.AddError("--steps takes 1 or more");
        });
        return training.AddTo(new Command("fusion", "Lets the fusion encoder of a model set go on learning from the videos of a data folder and their words, and writes a new version of the set with its measured gain. A silo may be running on the folder.") { data, modelSet, models, set, steps })
            .WithExamples("video learn fusion --data ./data", "video learn fusion --data ./data --set ./models/mine --steps 200 --seed 2")
            .Runs(surroundings, async (call, cancellation) =>
            {
                var settings = SiloSettings.Read(surroundings, call.Get(data), call.Get(models));
                if (call.Has(modelSet)) settings = settings with { ModelSet = call.Get(modelSet)! };
                FusionOutcome? outcome = null;
                var folder = call.Get(set) is { } named ? surroundings.FullPath(named) : FreePlace(settings);
                var code = await training.RunAsync(call, folder, Path.Combine(settings.DataFolder, "learning", Path.GetFileName(folder)), async (target, work) =>
                {
                    var parent = new ModelSetLibrary(settings.ModelFolders.Count > 0 ? settings.ModelFolders : ModelFolders.Default(settings.DataFolder)).Open(settings.ModelSet);
                    FusionRun.Require(parent);
                    var store = SiloStore.OpenForReading(settings);
                    using var closing = store as IDisposable;
                    var (stored, examples) = await ReadAsync(store, parent, call.Output, cancellation);
                    var options = new FusionRunOptions { Parent = parent, Target = target, Work = work, Seed = call.Get(training.Seed), Device = training.DeviceOf(call) };
                    options = options with { Steps = call.Get(steps) ?? Math.Max(1, (long)Math.Round(options.Steps * call.Get(training.Length))) };
                    var run = new FusionRun(options, async (example, _) => await stored.IsThereAsync(examples[example].VideoId, examples[example].Revision, examples[example].Life), TimeProvider.System);
                    outcome = await run.RunAsync([.. examples.Keys], call.Output.Note, new TrainingLine(call.Output, surroundings), cancellation);
                    return outcome.Set!;
                });
                if (outcome is { IsBetter: false })
                {
                    throw new CommandFailure(FormattableString.Invariant(
                        $"{folder} does not measure better than {settings.ModelSet} by more than chance does (recall at 10 {outcome.After:P1}, before {outcome.Before:P1}): it is kept and not used; ingest more videos with words that describe them, and learn again"));
                }

                return code;
            });
    }

    private static async Task<(StoredExamples Stored, Dictionary<FusionExample, StoredExample> Examples)> ReadAsync(IObjectStore store, ModelSet parent, CommandOutput output, CancellationToken cancellation)
    {
        var id = parent.Manifest.Id;
        var sets = await StoredExamples.ModelSetsAsync(store, cancellation);
        if (!sets.Contains(id))
        {
            throw new LearningDataException(sets.Count == 0
                ? "the data folder holds no video that was read: ingest some first (video ingest)"
                : $"the data folder holds vectors of {string.Join(", ", sets)} and none of {id}, and vectors of two sets are never mixed: name the set by --model-set");
        }

        output.Note($"reading the videos that may be learned from by {id}");
        var stored = new StoredExamples(store, id);
        var examples = new Dictionary<FusionExample, StoredExample>(ReferenceEqualityComparer.Instance);
        await foreach (var e in stored.ListAsync(cancellation))
            examples.Add(new FusionExample(e.VideoId, e.Texts, e.Seconds, e.Visual, e.Audio, e.VideoPresent, e.AudioPresent), e);
        return (stored, examples);
    }

    // models/starter-f1, models/starter-f2 and so on: where the data folder's silo looks first.
    private static string FreePlace(VideoSiloOptions settings)
    {
        for (var number = 1; ; number++)
        {
            var place = Path.Combine(settings.DataFolder, "models", $"{settings.ModelSet}-f{number}");
            if (!Path.Exists(place)) return place;
        }
    }
}
