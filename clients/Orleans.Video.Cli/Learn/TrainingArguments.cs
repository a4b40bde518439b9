using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Cli.Learn;

/// <summary>What every command that trains a model set takes, and how its end is told.</summary>
internal sealed class TrainingArguments
{
    private readonly Argument<string> _target = new("DIR") { Description = "Where the set is written: a folder that is not there yet; its name is the set's id" };
    private readonly Option<string?> _work = new("--work") { Description = "Where checkpoints and curves are kept; the same command goes on from there. Left out: DIR.work", HelpName = "DIR" };
    private readonly Option<string> _device = new("--device") { Description = "What it trains on: cpu:0, or cuda:N in a build for CUDA", HelpName = "NAME", DefaultValueFactory = _ => "cpu:0" };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads of the processor", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };

    public TrainingArguments(string lengthMeans)
    {
        Length = new("--length") { Description = lengthMeans, HelpName = "X", DefaultValueFactory = _ => 1 };
        _threads.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1024) result.AddError("--threads takes 1 to 1024");
        });
    }

    public Option<ulong> Seed { get; } = new("--seed") { Description = "What weights, order and chance are drawn from", HelpName = "N", DefaultValueFactory = _ => 1 };

    public Option<double> Length { get; }

    /// <summary>Gives a command these arguments, behind its own.</summary>
    public Command AddTo(Command command)
    {
        command.Add(_target);
        foreach (var option in new Option[] { _work, Seed, Length, _device, _threads }) command.Add(option);
        return command;
    }

    /// <summary>What it trains on.</summary>
    public InferenceDevice DeviceOf(CommandCall call) => new(call.Get(_device)!, call.Get(_threads));

    /// <summary>Trains, and says what came of it.</summary>
    /// <param name="call">The command.</param>
    /// <param name="train">Writes the set to its first argument, with checkpoints in the second.</param>
    /// <exception cref="CommandFailure">The place is taken, or the training cannot begin or go on.</exception>
    public async Task<int> RunAsync(CommandCall call, Func<string, string, Task<ModelSet>> train)
    {
        var folder = call.Surroundings.FullPath(call.Get(_target));
        var work = call.Get(_work) is { } named ? call.Surroundings.FullPath(named) : Path.TrimEndingDirectorySeparator(folder) + ".work";
        try
        {
            TrainedModelSet.RequirePlace(folder);
            var manifest = (await train(folder, work)).Manifest;
            if (call.Output.Json) call.Output.Document(new { manifest.Id, manifest.Version, folder, manifest.Quality });
            else Say(call.Output, manifest, folder);
            return CommandExit.Done;
        }
        catch (Exception refused) when (refused is LearningDataException or TrainingException or ModelSetException or GraphException or ArgumentException)
        {
            throw new CommandFailure(refused.Message, refused);
        }
    }

    private static void Say(CommandOutput output, ModelSetManifest manifest, string folder)
    {
        output.Say($"Wrote the trained set {PlainText.Markup(manifest.Id)} to {PlainText.Markup(folder)}.");
        foreach (var (measure, value) in manifest.Quality ?? new Dictionary<string, double>()) output.Say(FormattableString.Invariant($"  {PlainText.Markup(measure)}  [bold]{value:0.0%}[/]"));
    }
}
