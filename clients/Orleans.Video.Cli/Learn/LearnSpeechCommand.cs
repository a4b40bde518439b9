using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Speech;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Cli.Learn;

/// <summary><c>video learn speech --data DIR</c>: a speech encoder, from recordings of which few have words.</summary>
internal static class LearnSpeechCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var target = new Argument<string>("DIR") { Description = "Where the set is written: a folder that is not there yet; its name is the set's id" };
        var data = new Option<string>("--data") { Description = $"The folder with {SpeechRunOptions.Archive}", HelpName = "DIR", Required = true };
        var work = new Option<string?>("--work") { Description = "Where checkpoints and curves are kept; the same command goes on from there. Left out: DIR.work", HelpName = "DIR" };
        var seed = new Option<ulong>("--seed") { Description = "What weights, order, chance and the labelled strings are drawn from", HelpName = "N", DefaultValueFactory = _ => 1 };
        var length = new Option<double>("--length") { Description = "How long, as a multiple of what the table in tests/Benchmarks/RESULTS.md was made with", HelpName = "X", DefaultValueFactory = _ => 1 };
        var labelled = new Option<int>("--labelled") { Description = "How many strings have words", HelpName = "N", DefaultValueFactory = _ => 100 };
        var heldOut = new Option<string?>("--held-out") { Description = "The voice of which no word is told and on which all is measured. Left out: the last by name", HelpName = "NAME" };
        var hears = new Option<bool>("--hear-held-out") { Description = "Hear that voice too where words are not told, but for the recordings that are measured" };
        var (device, threads) = (TrainingDevice.Name(), TrainingDevice.Threads());
        return new Command("speech", "Trains a wav2vec 2.0 speech encoder of spoken digits: on its labels alone, after pre-training without words, and by what it heard itself; measures each on a voice of which it was told no word.")
            {
                target, data, work, seed, length, labelled, heldOut, hears, device, threads,
            }
            .WithExamples("video learn speech ./models/digits --data ../shared/data", "video learn speech ./models/tried --data ../shared/data --length 0.05 --labelled 50")
            .Runs(surroundings, async (call, cancellation) =>
            {
                var full = surroundings.FullPath(call.Get(target));
                var options = new SpeechRunOptions
                {
                    Target = full,
                    Data = surroundings.FullPath(call.Get(data)!),
                    Work = call.Get(work) is { } named ? surroundings.FullPath(named) : Path.TrimEndingDirectorySeparator(full) + ".work",
                    Seed = call.Get(seed),
                    Length = call.Get(length),
                    Labelled = call.Get(labelled),
                    HeldOut = call.Get(heldOut),
                    HearsHeldOut = call.Get(hears),
                    Device = new InferenceDevice(call.Get(device)!, call.Get(threads)),
                };
                try
                {
                    if (Directory.Exists(full) || File.Exists(full)) throw new CommandFailure($"{full} is there already: name a folder that is not");
                    TrainedSet.Say(call.Output, await new SpeechRun(options, TimeProvider.System).RunAsync(call.Output.Note, new TrainingLine(call.Output, surroundings), cancellation));
                    return CommandExit.Done;
                }
                catch (Exception refused) when (refused is LearningDataException or TrainingException or ModelSetException or GraphException or ArgumentException)
                {
                    throw new CommandFailure(refused.Message, refused);
                }
            });
    }
}
