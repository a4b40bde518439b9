using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;

namespace Orleans.Video.Cli.Search;

/// <summary><c>video similar ID</c>: videos that look or sound like one.</summary>
internal static class SimilarCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var id = new Argument<string>("ID") { Description = "The video to compare with" };
        var by = new Option<string>("--by") { Description = "What to compare", HelpName = "audio|visual|both", DefaultValueFactory = _ => "both" };
        by.AcceptOnlyFromAmong("audio", "visual", "both");
        var count = SearchView.CountOption();
        var silo = new SiloOptions();
        var command = new Command("similar", "Finds videos that look or sound like one.") { id, by, count };
        silo.AddTo(command);
        return command
            .WithExamples("video similar train-3f9a21", "video similar train-3f9a21 --by visual -k 3")
            .Runs(surroundings, async (call, cancellation) =>
            {
                await using var connection = await SiloConnection.OpenAsync(call, silo, [], cancellation);
                var reply = await connection.Client.SimilarAsync(call.Get(id), call.Get(by)!, call.Get(count), cancellation);
                if (call.Output.Json) call.Output.Document(reply);
                else SearchView.Write(call.Output, reply);
                return CommandExit.Done;
            });
    }
}
