using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;

namespace Orleans.Video.Cli.Models;

/// <summary><c>video models use ID</c>: lets a set answer from now on, or again.</summary>
internal static class ModelsUseCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var id = new Argument<string>("ID") { Description = "The model set" };
        var force = new Option<bool>("--force") { Description = "Also a set that lacks videos: these are found by words only until they are filled" };
        var silo = new SiloOptions();
        var command = new Command("use", "Lets a model set that is filled answer from now on. The one before is kept, and the same command goes back to it.") { id, force };
        silo.AddTo(command);
        return command
            .WithExamples("video models use mine", "video models use starter")
            .Runs(surroundings, async (call, cancellation) =>
            {
                await using var connection = await SiloConnection.OpenAsync(call, silo, [], cancellation);
                ServedModels.Write(call.Output, await connection.Client.UseModelAsync(call.Get(id), call.Get(force), cancellation));
                return CommandExit.Done;
            });
    }
}
