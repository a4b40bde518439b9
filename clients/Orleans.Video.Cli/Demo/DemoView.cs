using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Search;
using Orleans.Video.Cli.Videos;
using Orleans.Video.Search;
using Orleans.Video.Videos;
using Spectre.Console;

namespace Orleans.Video.Cli.Demo;

/// <summary>The demo's report for people.</summary>
internal static class DemoView
{
    public static void Write(CommandOutput output, DemoReport report)
    {
        Heading(output, "What was understood");
        foreach (var video in report.Videos) WriteVideo(output, video);

        if (report.Searches.Count > 0) Heading(output, "Searches");
        foreach (var asked in report.Searches)
        {
            output.Say($"[grey]{asked.About}:[/] [bold yellow]{PlainText.Markup(asked.Words)}[/]");
            WriteReply(output, asked.Reply);
        }

        if (report.Similar.Count > 0) Heading(output, "Similar videos");
        foreach (var asked in report.Similar)
        {
            output.Say($"[grey]what {By(asked.By)}[/] [bold yellow]{PlainText.Markup(asked.Id)}[/]");
            WriteReply(output, asked.Reply);
        }

        // A remark that holds for many answers stands once.
        var answers = report.Searches.Select(static asked => asked.Reply).Concat(report.Similar.Select(static asked => asked.Reply));
        foreach (var note in answers.Where(static reply => reply.Results.Count > 0).Select(static reply => reply.Note).OfType<string>().Distinct())
            output.Say($"[yellow]{PlainText.Markup(note, 1000)}[/]");

        var ready = report.Videos.Count(static video => video.Status.State == VideoState.Ready);
        Heading(output, "How to go on");
        output.Say($"{ready} of {report.Videos.Count} videos read in {report.Seconds:0.0} s. {(report.Data is null ? "The demo's data is deleted again." : $"The data is in {PlainText.Markup(report.Data)}.")}");
        var width = report.Next.Max(static next => next.Command.Length);
        foreach (var next in report.Next) output.Say($"  [green]{PlainText.Markup(next.Command)}[/]{new string(' ', width - next.Command.Length)}  [grey]{next.About}[/]");
    }

    private static void WriteReply(CommandOutput output, SearchReply reply)
    {
        SearchView.Write(output, reply.Results.Count > 0 ? reply with { Note = null } : reply);
        output.Say();
    }

    private static void WriteVideo(CommandOutput output, UnderstoodVideo video)
    {
        var status = video.Status;
        output.Say($"[bold]{(string.IsNullOrEmpty(status.Title) ? "(no title)" : PlainText.Markup(status.Title, 70))}[/]  [grey]{PlainText.Markup(status.Id)}[/]");
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(3)).AddColumn();
        grid.AddRow("[grey]state[/]", StatusView.State(status.State) + (status.Reason is null ? "" : $": {PlainText.Markup(status.Reason, 1000)}"));
        if (status.Media is { } media) grid.AddRow("[grey]media[/]", StatusView.Media(media));
        if (!string.IsNullOrEmpty(status.Caption)) grid.AddRow("[grey]caption[/]", PlainText.Markup(status.Caption, 200));
        if (status.Seconds > 0) grid.AddRow("[grey]read[/]", $"{status.Seconds} s in {status.Segments} {(status.Segments == 1 ? "segment" : "segments")}");
        if (video.Vectors is { } vectors) grid.AddRow("[grey]vectors[/]", Vectors(vectors));
        if (status.State == VideoState.Ready) grid.AddRow("[grey]said[/]", Said(video));
        grid.AddRow("[grey]model set[/]", StatusView.ModelSet(status.ModelSet, status.Trained));
        output.Console.Write(grid);
        output.Say();
    }

    private static string Vectors(VectorSummary vectors)
    {
        var kinds = new List<string>();
        if (vectors.VisualWidth is { } visual) kinds.Add($"{visual} numbers for the pictures");
        if (vectors.AudioWidth is { } audio) kinds.Add($"{audio} for the sound");
        if (vectors.FusedWidth is { } fused) kinds.Add($"{fused} for both together");
        return $"for each of {vectors.Seconds} s: {string.Join(", ", kinds)}";
    }

    private static string Said(UnderstoodVideo video)
    {
        if (video.Transcript is not { } transcript) return "[grey]no transcript: no word was heard[/]";
        return PlainText.Markup(string.Join(" … ", transcript.Sentences.Take(5).Select(static sentence => sentence.Text)), 400);
    }

    private static string By(string by) => by switch
    {
        "visual" => "looks like",
        "audio" => "sounds like",
        _ => "looks and sounds like",
    };

    private static void Heading(CommandOutput output, string text)
    {
        output.Say();
        output.Console.Write(new Rule($"[bold]{text}[/]") { Justification = Justify.Left, Style = Style.Parse("grey") });
    }
}
