using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;
using Spectre.Console;

namespace Orleans.Video.Cli.Videos;

/// <summary><c>video status [ID]</c>: how far one video is, or all of them.</summary>
internal static class StatusCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var id = new Argument<string?>("ID") { Description = "A video; left out: all of them", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => null };
        var silo = new SiloOptions();
        var command = new Command("status", "Shows how far a video is, or all videos.") { id };
        silo.AddTo(command);
        return command
            .WithExamples("video status", "video status train-3f9a21 --json")
            .Runs(surroundings, async (call, cancellation) =>
            {
                var wanted = call.Get(id);
                await using var connection = await SiloConnection.OpenAsync(call, silo, [], cancellation);
                if (wanted is null) await ListAsync(call.Output, connection, cancellation);
                else await ShowAsync(call.Output, connection, wanted, cancellation);
                return CommandExit.Done;
            });
    }

    private static async Task ShowAsync(CommandOutput output, SiloConnection connection, string id, CancellationToken cancellation)
    {
        var status = await connection.Client.GetAsync(id, cancellation)
            ?? throw new CommandFailure($"there is no video {PlainText.Clean(id)} here: see  video status");
        if (output.Json) output.Document(status);
        else StatusView.Write(output, status);
    }

    private static async Task ListAsync(CommandOutput output, SiloConnection connection, CancellationToken cancellation)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Video", "State", "Length", "Title");
        table.Columns[2].RightAligned();
        await foreach (var video in connection.Client.ListAsync(cancellationToken: cancellation))
        {
            if (output.Json) output.Item(video);
            else table.AddRow(PlainText.Markup(video.Id), StatusView.State(video.State), PlainText.Clock(video.Seconds), PlainText.Markup(video.Title, 60));
        }

        if (output.Json) return;
        if (table.Rows.Count == 0) output.Say("No videos yet. Add one:  video ingest FILE --wait");
        else output.Console.Write(table);
    }
}
