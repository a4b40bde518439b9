using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Cli.Learn;

/// <summary>What a training made, for people and for programs.</summary>
internal static class TrainedSet
{
    public static void Say(CommandOutput output, ModelSet set)
    {
        if (output.Json)
        {
            output.Document(new { set.Manifest.Id, set.Manifest.Version, folder = set.Folder, set.Manifest.Quality });
            return;
        }

        output.Say($"Wrote the trained set {PlainText.Markup(set.Manifest.Id)} to {PlainText.Markup(set.Folder)}.");
        foreach (var (measure, value) in set.Manifest.Quality ?? new Dictionary<string, double>()) output.Say(FormattableString.Invariant($"  {PlainText.Markup(measure)}  [bold]{value:0.0%}[/]"));
    }
}
