using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Learning.Starter;

namespace Orleans.Video.Cli.Learn;

/// <summary><c>video learn starter --data DIR</c>: the starter set, from photos, recordings, made sounds and WordNet.</summary>
internal static class LearnStarterCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var training = new TrainingArguments("How long, as a multiple of the usual: the shipped set's card says what made it");
        var data = new Option<string>("--data") { Description = "The folder with tiny-imagenet.zip and fsdd.zip", HelpName = "DIR", Required = true };
        return training.AddTo(new Command("starter", "Trains a starter set from beginning to end, measures it on what it did not learn from, and writes its card.") { data })
            .WithExamples("video learn starter ./models/mine --data ../shared/data", "video learn starter ./models/tried --data ../shared/data --length 0.05")
            .Runs(surroundings, (call, cancellation) => training.RunAsync(call, (target, work) => new StarterRun(
                new StarterOptions
                {
                    Target = target,
                    Work = work,
                    Data = surroundings.FullPath(call.Get(data)!),
                    Seed = call.Get(training.Seed),
                    Length = call.Get(training.Length),
                    Device = training.DeviceOf(call),
                },
                TimeProvider.System).RunAsync(call.Output.Note, new TrainingLine(call.Output, surroundings), cancellation)));
    }
}
