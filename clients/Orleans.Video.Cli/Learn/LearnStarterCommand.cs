using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Starter;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Cli.Learn;

/// <summary><c>video learn starter --data DIR</c>: the starter set, from photos, recordings, made sounds and WordNet.</summary>
internal static class LearnStarterCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var target = new Argument<string>("DIR") { Description = "Where the set is written: a folder that is not there yet; its name is the set's id" };
        var data = new Option<string>("--data") { Description = "The folder with tiny-imagenet.zip and fsdd.zip", HelpName = "DIR", Required = true };
        var work = new Option<string?>("--work") { Description = "Where checkpoints and curves are kept; the same command goes on from there. Left out: DIR.work", HelpName = "DIR" };
        var seed = new Option<ulong>("--seed") { Description = "What weights, order and chance are drawn from", HelpName = "N", DefaultValueFactory = _ => 1 };
        var length = new Option<double>("--length") { Description = "How long, as a multiple of what made the set that is shipped", HelpName = "X", DefaultValueFactory = _ => 1 };
        var (device, threads) = (TrainingDevice.Name(), TrainingDevice.Threads());
        return new Command("starter", "Trains a starter set from beginning to end, measures it on what it did not learn from, and writes its card.") { target, data, work, seed, length, device, threads }
            .WithExamples("video learn starter ./models/mine --data ../shared/data", "video learn starter ./models/tried --data ../shared/data --length 0.05")
            .Runs(surroundings, async (call, cancellation) =>
            {
                var full = surroundings.FullPath(call.Get(target));
                var options = new StarterOptions
                {
                    Target = full,
                    Data = surroundings.FullPath(call.Get(data)!),
                    Work = call.Get(work) is { } named ? surroundings.FullPath(named) : Path.TrimEndingDirectorySeparator(full) + ".work",
                    Seed = call.Get(seed),
                    Length = call.Get(length),
                    Device = new InferenceDevice(call.Get(device)!, call.Get(threads)),
                };
                try
                {
                    if (Directory.Exists(full) || File.Exists(full)) throw new CommandFailure($"{full} is there already: name a folder that is not");
                    var set = await new StarterRun(options, TimeProvider.System).RunAsync(call.Output.Note, new TrainingLine(call.Output, surroundings), cancellation);
                    TrainedSet.Say(call.Output, set);
                    return CommandExit.Done;
                }
                catch (Exception refused) when (refused is LearningDataException or TrainingException or ModelSetException or GraphException or ArgumentException)
                {
                    throw new CommandFailure(refused.Message, refused);
                }
            });
    }
}
