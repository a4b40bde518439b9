using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Learning.Gdt;
using Orleans.Video.Learning.Objectives;

namespace Orleans.Video.Cli.Learn;

/// <summary><c>video learn gdt DIR --videos DIR</c>: encoders of video and sound that learn from each other, without labels.</summary>
internal static class LearnGdtCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var training = new TrainingArguments("How long, as a multiple of 2,000 steps of 32 videos");
        var videos = new Option<string>("--videos") { Description = "The folder with the videos; folders in it are looked into", HelpName = "DIR", Required = true };
        var hypothesis = new Option<int>("--hypothesis") { Description = $"What a clip's vector tells and what it does not: {string.Join("; ", GdtHypothesis.All.Select(static h => $"{h.Number} {h}"))}", HelpName = "1-9", DefaultValueFactory = _ => 9 };
        hypothesis.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 9) result.AddError("--hypothesis takes 1 to 9");
        });
        return training.AddTo(new Command("gdt", "Trains an encoder of video and one of sound by each other on videos without labels (generalised data transformations), and writes them as a model set.") { videos, hypothesis })
            .WithExamples("video learn gdt ./models/mine --videos /srv/videos", "video learn gdt ./models/tried --videos /srv/videos --hypothesis 5 --length 0.05")
            .Runs(surroundings, (call, cancellation) => training.RunAsync(call, (target, work) => new GdtRun(
                new GdtOptions
                {
                    Target = target,
                    Work = work,
                    Videos = surroundings.FullPath(call.Get(videos)!),
                    Hypothesis = call.Get(hypothesis),
                    Seed = call.Get(training.Seed),
                    Length = call.Get(training.Length),
                    Device = training.DeviceOf(call),
                },
                TimeProvider.System).RunAsync(call.Output.Note, new TrainingLine(call.Output, surroundings), cancellation)));
    }
}
