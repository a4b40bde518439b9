using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Cli.Models;

/// <summary><c>video models new DIR --seed N</c>: an untrained set, the same for the same seed.</summary>
internal static class ModelsNewCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var folder = new Argument<string>("DIR") { Description = "The new set's folder, which must not exist or be empty; its name is the set's id" };
        var seed = new Option<ulong>("--seed") { Description = "What the random weights are drawn from", HelpName = "N", DefaultValueFactory = _ => 1 };
        return new Command("new", "Writes an untrained model set with seeded random weights, to look at, to test with, or to train.") { folder, seed }
            .WithExamples("video models new ./models/mine --seed 7")
            .Runs(surroundings, (call, _) =>
            {
                var target = surroundings.FullPath(call.Get(folder));
                if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
                    throw new CommandFailure($"{target} is there already: name a folder that does not exist or is empty");
                UntrainedModelSet.Write(target, call.Get(seed));
                var manifest = ModelSet.Open(target).Manifest;
                if (call.Output.Json) call.Output.Document(new { manifest.Id, manifest.Version, manifest.Trained, folder = target, seed = call.Get(seed) });
                else call.Output.Say($"Wrote the untrained set {PlainText.Markup(manifest.Id)} to {PlainText.Markup(target)}.");
                return Task.FromResult(CommandExit.Done);
            });
    }
}
