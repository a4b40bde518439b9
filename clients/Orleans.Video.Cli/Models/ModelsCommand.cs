using System.CommandLine;
using Orleans.Video.Cli.CommandLine;

namespace Orleans.Video.Cli.Models;

/// <summary><c>video models</c>: which model sets there are, whether they work, new ones, and which of them serves.</summary>
internal static class ModelsCommand
{
    public static Command Create(Surroundings surroundings) => new Command("models", "Lists, checks, compares, imports and makes model sets, and moves data from one to another.")
    {
        ModelsListCommand.Create(surroundings),
        ModelsVerifyCommand.Create(surroundings),
        ModelsCompareCommand.Create(surroundings),
        ModelsImportCommand.Create(surroundings),
        ModelsNewCommand.Create(surroundings),
        ModelsFillCommand.Create(surroundings),
        ModelsUseCommand.Create(surroundings),
        ModelsRemoveCommand.Create(surroundings),
    }.WithExamples("video models list", "video models verify starter", "video models compare starter mine --on ./photos", "video models import squeezenet.onnx --id squeezenet --base starter", "video models new ./models/mine --seed 7", "video models fill mine --wait", "video models use mine");
}
