using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Inference;

namespace Orleans.Video.Cli.Models;

/// <summary><c>video models import FILE</c>: a foreign ONNX file becomes an encoder of a new set.</summary>
internal static class ModelsImportCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE") { Description = "The ONNX file; it is copied" };
        var id = new Option<string>("--id") { Description = "The new set's id", HelpName = "ID", Required = true };
        var modality = new Option<string>("--modality") { Description = "What the file encodes", HelpName = "visual|audio|speech", DefaultValueFactory = _ => "visual" };
        modality.AcceptOnlyFromAmong("visual", "audio", "speech");
        var baseSet = new Option<string?>("--base") { Description = "The set to take the other encoders from; none: the new set has only this one", HelpName = "ID" };
        var input = new Option<string?>("--input") { Description = "The graph's input, where there are several", HelpName = "NAME" };
        var result = new Option<string?>("--output") { Description = "The graph's output, where there are several", HelpName = "NAME" };
        var size = new Option<string?>("--size") { Description = "Frame size in pixels, where the graph leaves it open", HelpName = "WIDTHxHEIGHT" };
        var frames = new Option<int?>("--frames") { Description = "Frames of a one-second clip", HelpName = "N" };
        var channels = new Option<string>("--channels") { Description = "Order of the colour planes", HelpName = "RGB|BGR", DefaultValueFactory = _ => "RGB" };
        channels.AcceptOnlyFromAmong("RGB", "BGR");
        var fit = new Option<string>("--fit") { Description = "How a picture is brought to the frame's size", HelpName = "cover|contain|stretch", DefaultValueFactory = _ => "cover" };
        fit.AcceptOnlyFromAmong("cover", "contain", "stretch");
        var scale = new Option<float?>("--scale") { Description = "What a byte (0 to 255) is multiplied with. Default: 1/255", HelpName = "X" };
        var mean = NumbersOption("--mean", "Taken off after scaling: one number a plane, or one for sound");
        var deviation = NumbersOption("--std", "Divided by after that: one number a plane, or one for sound");
        var vocabulary = new Option<string?>("--vocabulary") { Description = "Speech: the model's own vocab.json", HelpName = "FILE" };
        var languages = new Option<string>("--languages") { Description = "Speech: the languages that it hears", HelpName = "en,de,…", DefaultValueFactory = _ => "en" };
        var words = new Option<string?>("--language-model") { Description = "Speech: an n-gram model of words, ARPA", HelpName = "FILE" };
        var licence = new Option<string>("--licence") { Description = "The licence of the file", HelpName = "TEXT", DefaultValueFactory = _ => "unknown" };
        var source = new Option<string?>("--source") { Description = "Where the file came from", HelpName = "TEXT" };
        var untrained = new Option<bool>("--untrained") { Description = "The file's weights are not trained" };
        var data = SiloOptions.CreateData();
        var models = SiloOptions.CreateModels();

        return new Command("import", "Makes a new model set of an ONNX file, checks it, and puts it into the data folder's models, or into --models.")
        {
            file, id, modality, baseSet, input, result, size, frames, channels, fit, scale, mean, deviation, vocabulary, languages, words, licence, source, untrained, data, models,
        }
            .WithExamples("video models import squeezenet.onnx --id squeezenet --base starter --channels BGR --scale 1", "video models import model.onnx --modality speech --vocabulary vocab.json --id spoken --base starter", "video up --model-set squeezenet")
            .Runs(surroundings, (call, _) =>
            {
                // The library writes into its first folder and reads the base set from any.
                var folders = ModelLocations.Resolve(surroundings, call.Get(models), DataFolder.Resolve(surroundings, call.Get(data)));
                var (width, height) = ParseSize(call.Get(size));
                var set = new ModelSetLibrary(folders).Import(new ImportRequest
                {
                    OnnxFile = surroundings.FullPath(call.Get(file)),
                    Modality = Enum.Parse<EncoderModality>(call.Get(modality)!, ignoreCase: true),
                    VocabularyFile = call.Get(vocabulary) is { } tokens ? surroundings.FullPath(tokens) : null,
                    Languages = call.Get(languages)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                    LanguageModelFile = call.Get(words) is { } arpa ? surroundings.FullPath(arpa) : null,
                    Id = call.Get(id)!,
                    BaseSet = call.Get(baseSet),
                    Input = call.Get(input),
                    Output = call.Get(result),
                    FrameWidth = width,
                    FrameHeight = height,
                    Frames = call.Get(frames),
                    Channels = call.Get(channels)!,
                    Fit = call.Get(fit)!,
                    Scale = call.Get(scale),
                    Mean = call.Get(mean) is { Length: > 0 } means ? means : null,
                    Std = call.Get(deviation) is { Length: > 0 } deviations ? deviations : null,
                    Licence = call.Get(licence)!,
                    Source = call.Get(source),
                    Trained = !call.Get(untrained),
                });
                if (call.Output.Json) call.Output.Document(new { set.Folder, set.Manifest });
                else
                {
                    call.Output.Say($"Imported {PlainText.Markup(Path.GetFileName(call.Get(file)))} as the {call.Get(modality)} encoder of the model set [bold]{PlainText.Markup(set.Manifest.Id)}[/], in {PlainText.Markup(set.Folder)}.");
                    if (set.Manifest.JointWidth == 0 || !set.HasTrainedJointSpace) call.Output.Say("[grey]It has no trained joint space: words, look-alike and sound-alike rank; meaning does not.[/]");
                    call.Output.Say($"Use it:  video up --model-set {PlainText.Markup(set.Manifest.Id)}");
                }

                return Task.FromResult(CommandExit.Done);
            });
    }

    private static Option<float[]?> NumbersOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "X,Y,Z",
        CustomParser = static result =>
        {
            var numbers = new List<float>();
            foreach (var part in result.Tokens.SelectMany(static token => token.Value.Split(',')))
            {
                if (float.TryParse(part, out var number) && float.IsFinite(number)) numbers.Add(number);
                else result.AddError($"\"{PlainText.Clean(part)}\" is not a number");
            }

            return [.. numbers];
        },
    };

    private static (int? Width, int? Height) ParseSize(string? size)
    {
        if (size is null) return (null, null);
        if (size.Split('x') is [var w, var h] && int.TryParse(w, out var width) && int.TryParse(h, out var height)) return (width, height);
        throw new UsageFailure($"--size {PlainText.Clean(size)} is not a size: give one such as 224x224");
    }
}
