using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Client;
using Orleans.Video.Http;
using Spectre.Console;

namespace Orleans.Video.Cli.Models;

/// <summary>What a silo says of its model sets.</summary>
internal static class ServedModels
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits until a set is as wanted, and says how far it has come.</summary>
    public static async Task<ModelSetList> WaitAsync(VideoClient client, CommandOutput output, string id, Func<ModelSetItem?, bool> until, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Period);
        var told = "";
        while (true)
        {
            var list = await client.ListModelsAsync(cancellation);
            var item = list.Sets.FirstOrDefault(set => set.Id == id);
            if (until(item)) return list;
            var now = $"{PlainText.Clean(id)}: {item?.State}, {item?.Done + item?.Failed ?? 0} of {item?.Videos ?? 0} videos";
            if (now != told) output.Note(told = now);
            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>Writes the sets as a document or a table.</summary>
    public static void Write(CommandOutput output, ModelSetList list)
    {
        if (output.Json)
        {
            output.Document(list);
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("Set", "Version", "Serves", "In the data", "Videos", "Failed");
        foreach (var set in list.Sets)
        {
            table.AddRow(
                PlainText.Markup(set.Id), PlainText.Markup(set.Version ?? ""), set.Serving ? "[green]yes[/]" : set.Id == list.Previous ? "[grey]before[/]" : "", set.State?.ToString() ?? "[grey]nothing[/]",
                set.Videos is null ? "" : $"{set.Done + set.Failed} of {set.Videos}", set.Failed is null ? "" : $"{set.Failed}");
        }

        output.Console.Write(table);
        foreach (var set in list.Sets)
            foreach (var problem in set.Problems) output.Say($"[yellow]{PlainText.Markup(set.Id)}[/]  {PlainText.Markup(problem, 1000)}");
    }
}
