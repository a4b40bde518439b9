using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Learning.Speech;

namespace Orleans.Video.Cli.Learn;

/// <summary><c>video learn speech --data DIR</c>: a speech encoder, from recordings of which few have words.</summary>
internal static class LearnSpeechCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var training = new TrainingArguments("How long, as a multiple of what the table in tests/Benchmarks/RESULTS.md was made with");
        var data = new Option<string>("--data") { Description = $"The folder with {SpeechRunOptions.Archive}", HelpName = "DIR", Required = true };
        var labelled = new Option<int>("--labelled") { Description = "How many strings have words", HelpName = "N", DefaultValueFactory = _ => 100 };
        var heldOut = new Option<string?>("--held-out") { Description = "The voice of which no word is told and on which all is measured. Left out: the last by name", HelpName = "NAME" };
        var hears = new Option<bool>("--hear-held-out") { Description = "Hear that voice too where words are not told, but for the recordings that are measured" };
        return training.AddTo(new Command("speech", "Trains a wav2vec 2.0 speech encoder of spoken digits: on its labels alone, after pre-training without words, and by what it heard itself; measures each on a voice of which it was told no word.") { data, labelled, heldOut, hears })
            .WithExamples("video learn speech ./models/digits --data ../shared/data", "video learn speech ./models/tried --data ../shared/data --length 0.05 --labelled 50")
            .Runs(surroundings, (call, cancellation) => training.RunAsync(call, (target, work) => new SpeechRun(
                new SpeechRunOptions
                {
                    Target = target,
                    Work = work,
                    Data = surroundings.FullPath(call.Get(data)!),
                    Seed = call.Get(training.Seed),
                    Length = call.Get(training.Length),
                    Labelled = call.Get(labelled),
                    HeldOut = call.Get(heldOut),
                    HearsHeldOut = call.Get(hears),
                    Device = training.DeviceOf(call),
                },
                TimeProvider.System).RunAsync(call.Output.Note, new TrainingLine(call.Output, surroundings), cancellation)));
    }
}
