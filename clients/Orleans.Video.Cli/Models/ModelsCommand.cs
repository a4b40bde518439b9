using System.CommandLine;
using Orleans.Video.Cli.CommandLine;

namespace Orleans.Video.Cli.Models;

/// <summary><c>video models</c>: which model sets there are, whether they work, and new ones.</summary>
internal static class ModelsCommand
{
    public static Command Create(Surroundings surroundings) => new Command("models", "Lists, checks, compares, imports and makes model sets.")
    {
        ModelsListCommand.Create(surroundings),
        ModelsVerifyCommand.Create(surroundings),
        ModelsCompareCommand.Create(surroundings),
        ModelsImportCommand.Create(surroundings),
        ModelsNewCommand.Create(surroundings),
    }.WithExamples("video models list", "video models verify starter", "video models compare starter mine --on ./photos", "video models import squeezenet.onnx --id squeezenet --base starter", "video models new ./models/mine --seed 7");
}
