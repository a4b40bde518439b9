using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Versions;

namespace Orleans.Video.Cli.Models;

/// <summary><c>video models fill ID</c>: reads every video with another set, beside the one that serves.</summary>
internal static class ModelsFillCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var id = new Argument<string>("ID") { Description = "The model set" };
        var stop = new Option<bool>("--stop") { Description = "Stops filling it; what it has stays, and filling goes on from there" };
        var wait = new Option<bool>("--wait") { Description = "Returns when it is filled. Without a silo that goes on, always so" };
        var silo = new SiloOptions();
        var command = new Command("fill", "Reads every video of the data with another model set, in the background, while the one that serves goes on.") { id, stop, wait };
        silo.AddTo(command);
        return command
            .WithExamples("video models fill mine --wait", "video models fill mine --stop")
            .Runs(surroundings, async (call, cancellation) =>
            {
                await using var connection = await SiloConnection.OpenAsync(call, silo, [], cancellation);
                var set = call.Get(id);
                var list = call.Get(stop) ? await connection.Client.StopFillAsync(set, cancellation) : await connection.Client.FillModelAsync(set, cancellation);
                if (!call.Get(stop) && (call.Get(wait) || connection.IsEmbedded))
                    list = await ServedModels.WaitAsync(connection.Client, call.Output, set, static item => item?.State != KeptSetState.Filling, cancellation);
                ServedModels.Write(call.Output, list);
                return list.Sets.Any(item => item.Id == set && item.State == KeptSetState.Incomplete) ? CommandExit.Failed : CommandExit.Done;
            });
    }
}
