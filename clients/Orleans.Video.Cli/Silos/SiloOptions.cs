using System.CommandLine;
using Orleans.Video.Cli.CommandLine;

namespace Orleans.Video.Cli.Silos;

/// <summary>The options by which a command finds its silo and its data.</summary>
internal sealed class SiloOptions
{
    public Option<string?> Url { get; } = new("--url")
    {
        Description = "A running silo's address. Default: $ORLEANS_VIDEO_URL, else the silo that serves the data folder, else one inside this command",
        HelpName = "URL",
    };

    public Option<string?> Data { get; } = CreateData();

    public Option<string?> ApiKeyFile { get; } = new("--api-key-file")
    {
        Description = "A file that holds the key for the silo. Default: the key in $ORLEANS_VIDEO_API_KEY",
        HelpName = "FILE",
    };

    public Option<string> ModelSet { get; } = CreateModelSet();

    public Option<string?> Models { get; } = CreateModels();

    public static Option<string?> CreateData() => new("--data", "-d")
    {
        Description = "The data folder. Default: $ORLEANS_VIDEO_DATA_DIR, else ~/.local/share/orleans-video",
        HelpName = "DIR",
    };

    public static Option<string> CreateModelSet() => new("--model-set")
    {
        Description = "The model set that data which is new begins with (later: video models use)",
        HelpName = "ID",
        DefaultValueFactory = _ => "starter",
    };

    public static Option<string?> CreateModels() => new("--models")
    {
        Description = "A folder of model sets to look in first",
        HelpName = "DIR",
    };

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        command.Add(Url);
        command.Add(Data);
        command.Add(ApiKeyFile);
        command.Add(ModelSet);
        command.Add(Models);
    }

    /// <summary>The key to send, if any; keys are not given on the command line, where every user of the machine could read them.</summary>
    public string? ReadApiKey(CommandCall call)
    {
        if (call.Get(ApiKeyFile) is not { Length: > 0 } given)
            return call.Surroundings.Variable("ORLEANS_VIDEO_API_KEY") is { Length: > 0 } key ? key : null;
        var file = call.Surroundings.FullPath(given);
        return KeyFile.Read(file)[0];
    }
}
