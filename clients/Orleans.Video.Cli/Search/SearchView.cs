using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Http;
using Orleans.Video.Search;

namespace Orleans.Video.Cli.Search;

/// <summary>The answer to a search for people.</summary>
internal static class SearchView
{
    /// <summary>How many results.</summary>
    public static Option<int> CountOption()
    {
        var count = new Option<int>("-k", "--count") { Description = "How many results at most", HelpName = "N", DefaultValueFactory = _ => 10 };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > RequestLimits.Results) result.AddError($"-k takes 1 to {RequestLimits.Results}");
        });
        return count;
    }

    /// <summary>The results in order, each with its reasons.</summary>
    public static void Write(CommandOutput output, SearchReply reply, string indent = "")
    {
        if (reply.Results.Count == 0) output.Say($"{indent}Nothing found.");
        var rank = 0;
        foreach (var result in reply.Results)
        {
            var name = string.IsNullOrEmpty(result.Title) ? "[grey](no title)[/]" : $"[bold]{PlainText.Markup(result.Title, 60)}[/]";
            var when = result is { Start: { } start, End: { } end } ? $"  [blue]{PlainText.Clock(start)}–{PlainText.Clock(end)}[/]" : "";
            output.Say($"{indent}{++rank,2}. {name}  [grey]{PlainText.Markup(result.VideoId)}[/]{when}");
            foreach (var evidence in result.Evidence) output.Say($"{indent}    {Reason(evidence)}");
        }

        if (reply.Note is not null) output.Say($"{indent}[yellow]{PlainText.Markup(reply.Note, 1000)}[/]");
    }

    private static string Reason(Evidence evidence)
    {
        var at = evidence.Second is { } second ? $" at {PlainText.Clock(second)}" : "";
        if (evidence.Field is null) return $"[grey]{Kind(evidence.Modality)}{at}: {Math.Round(evidence.Score, 2) + 0.0:0.00}, place {evidence.Rank}[/]";
        var found = evidence.Words.Count > 0 ? PlainText.Markup(string.Join(", ", evidence.Words)) : "like meaning";
        var snippet = string.IsNullOrWhiteSpace(evidence.Snippet) ? "" : $": “{PlainText.Markup(evidence.Snippet, 100)}”";
        return $"[grey]{found} in the {PlainText.Markup(evidence.Field)}{at}{snippet}[/]";
    }

    private static string Kind(string modality) => modality switch
    {
        "visual" => "looks like it",
        "audio" => "sounds like it",
        "text" => "text of like meaning",
        "fusion" => "pictures and sound of like meaning",
        _ => PlainText.Markup(modality),
    };
}
