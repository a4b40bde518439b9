using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Training;
using Orleans.Video.Storage;

namespace Orleans.Video.Cli.Learn;

/// <summary>What every command that trains a model set takes, and how its end is told.</summary>
internal sealed class TrainingArguments
{
    private readonly Argument<string>? _target;
    private readonly Option<string?> _work;
    private readonly Option<string> _device = new("--device") { Description = "What it trains on: cpu:0, or cuda:N in a build for CUDA", HelpName = "NAME", DefaultValueFactory = _ => "cpu:0" };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads of the processor", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };

    /// <param name="lengthMeans">What the length is a multiple of.</param>
    /// <param name="workIs">Where checkpoints are when nobody says, for a command that finds a place for its set by itself; null: the set's place is asked for, and they are beside it.</param>
    public TrainingArguments(string lengthMeans, string? workIs = null)
    {
        if (workIs is null) _target = new("DIR") { Description = "Where the set is written: a folder that is not there yet; its name is the set's id" };
        _work = new("--work") { Description = $"Where checkpoints and curves are kept; the same command goes on from there. Left out: {workIs ?? "DIR.work"}", HelpName = "DIR" };
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
        if (_target is not null) command.Add(_target);
        foreach (var option in new Option[] { _work, Seed, Length, _device, _threads }) command.Add(option);
        return command;
    }

    /// <summary>What it trains on.</summary>
    public InferenceDevice DeviceOf(CommandCall call) => new(call.Get(_device)!, call.Get(_threads));

    /// <summary>Trains, and says what came of it.</summary>
    /// <param name="call">The command.</param>
    /// <param name="train">Writes the set to its first argument, with checkpoints in the second.</param>
    /// <exception cref="CommandFailure">The place is taken, or the training cannot begin or go on.</exception>
    public Task<int> RunAsync(CommandCall call, Func<string, string, Task<ModelSet>> train)
    {
        var folder = call.Surroundings.FullPath(call.Get(_target!));
        return RunAsync(call, folder, Path.TrimEndingDirectorySeparator(folder) + ".work", train);
    }

    /// <summary>The same for a command that found the place by itself.</summary>
    /// <param name="call">The command.</param>
    /// <param name="folder">Where the set is written.</param>
    /// <param name="usualWork">Where checkpoints are when nobody says.</param>
    /// <param name="train">Writes the set to its first argument, with checkpoints in the second.</param>
    /// <exception cref="CommandFailure">The place is taken, or the training cannot begin or go on.</exception>
    public async Task<int> RunAsync(CommandCall call, string folder, string usualWork, Func<string, string, Task<ModelSet>> train)
    {
        var work = call.Get(_work) is { } named ? call.Surroundings.FullPath(named) : usualWork;
        try
        {
            TrainedModelSet.RequirePlace(folder);
            var manifest = (await train(folder, work)).Manifest;
            if (call.Output.Json) call.Output.Document(new { manifest.Id, manifest.Version, folder, manifest.Quality });
            else Say(call.Output, manifest, folder);
            return CommandExit.Done;
        }
        catch (Exception refused) when (refused is LearningDataException or TrainingException or ModelSetException or GraphException or ArgumentException or ObjectStoreException or InvalidDataException)
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
