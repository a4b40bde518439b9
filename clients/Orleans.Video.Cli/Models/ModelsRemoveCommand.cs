using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;

namespace Orleans.Video.Cli.Models;

/// <summary><c>video models remove ID</c>: deletes what a set made.</summary>
internal static class ModelsRemoveCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var id = new Argument<string>("ID") { Description = "The model set, which must not be the one that serves" };
        var silo = new SiloOptions();
        var command = new Command("remove", "Deletes everything that a model set made in the data: vectors and transcripts, bytes and all. The set's own files stay.") { id };
        silo.AddTo(command);
        return command
            .WithExamples("video models remove starter")
            .Runs(surroundings, async (call, cancellation) =>
            {
                await using var connection = await SiloConnection.OpenAsync(call, silo, [], cancellation);
                await connection.Client.RemoveModelAsync(call.Get(id), cancellation);
                ServedModels.Write(call.Output, await ServedModels.WaitAsync(connection.Client, call.Output, call.Get(id), static item => item?.State is null, cancellation));
                return CommandExit.Done;
            });
    }
}
