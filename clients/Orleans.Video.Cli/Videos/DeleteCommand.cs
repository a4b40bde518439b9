using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;

namespace Orleans.Video.Cli.Videos;

/// <summary><c>video delete ID</c>: erases a video and everything that was made of it.</summary>
internal static class DeleteCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var id = new Argument<string>("ID") { Description = "The video" };
        var silo = new SiloOptions();
        var command = new Command("delete", "Erases a video: its text, vectors, words and uploaded media. Files of yours that were read where they lie stay.") { id };
        silo.AddTo(command);
        return command
            .WithExamples("video delete train-3f9a21")
            .Runs(surroundings, async (call, cancellation) =>
            {
                await using var connection = await SiloConnection.OpenAsync(call, silo, [], cancellation);
                var wanted = call.Get(id);
                if (!await connection.Client.DeleteAsync(wanted, cancellationToken: cancellation))
                    throw new CommandFailure($"there is no video {PlainText.Clean(wanted)} here: see  video status");
                if (call.Output.Json) call.Output.Document(new { id = wanted, erased = true });
                else call.Output.Say($"Erased {PlainText.Markup(wanted)}.");
                return CommandExit.Done;
            });
    }
}
