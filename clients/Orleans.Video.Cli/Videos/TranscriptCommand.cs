using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;

namespace Orleans.Video.Cli.Videos;

/// <summary><c>video transcript ID</c>: what is said in a video.</summary>
internal static class TranscriptCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var id = new Argument<string>("ID") { Description = "The video" };
        var silo = new SiloOptions();
        var command = new Command("transcript", "Prints what is said in a video, with times.") { id };
        silo.AddTo(command);
        return command
            .WithExamples("video transcript train-3f9a21", "video transcript train-3f9a21 --json")
            .Runs(surroundings, async (call, cancellation) =>
            {
                await using var connection = await SiloConnection.OpenAsync(call, silo, [], cancellation);
                var wanted = call.Get(id);
                var transcript = await connection.Client.GetTranscriptAsync(wanted, cancellation)
                    ?? throw new CommandFailure($"there is no transcript of {PlainText.Clean(wanted)}: nothing was heard in it, or no recogniser serves in its model set (see  video models list)");
                if (call.Output.Json) call.Output.Document(transcript);
                else
                    foreach (var sentence in transcript.Sentences)
                        call.Output.Say($"[grey]{PlainText.Clock(sentence.Start),8}[/]  {PlainText.Markup(sentence.Text, 10_000)}");
                return CommandExit.Done;
            });
    }
}
