using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Search;

namespace Orleans.Video.Cli.Search;

/// <summary><c>video search "words"</c>: videos or moments by words.</summary>
internal static class SearchCommand
{
    private static readonly string[] Modalities = ["words", "text", "visual", "audio", "fusion"];

    public static Command Create(Surroundings surroundings)
    {
        var words = new Argument<string[]>("WORDS") { Description = "What to look for; \"double quotes\" make a phrase, a trailing * a prefix", Arity = ArgumentArity.OneOrMore };
        var scope = new Option<string>("--in") { Description = "What to find", HelpName = "video|moment", DefaultValueFactory = _ => "video" };
        scope.AcceptOnlyFromAmong("video", "moment");
        var modality = new Option<string[]>("--modality", "-m") { Description = "Which evidence counts; may be given several times. Default: all that the model set can rank", HelpName = string.Join('|', Modalities) };
        modality.AcceptOnlyFromAmong(Modalities);
        var count = SearchView.CountOption();
        var language = new Option<string?>("--language") { Description = "The BCP 47 tag of the words' language", HelpName = "TAG" };
        var silo = new SiloOptions();
        var command = new Command("search", "Finds videos, or moments in them, by words, and says why.") { words, scope, modality, count, language };
        silo.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(words) is { Length: > 0 } given && given.All(string.IsNullOrWhiteSpace)) result.AddError("there are no words to search for");
        });
        return command
            .WithExamples("video search boat harbour", "video search '\"white boat\"' --in moment", "video search 'harb*' -k 3 --json")
            .Runs(surroundings, async (call, cancellation) =>
            {
                await using var connection = await SiloConnection.OpenAsync(call, silo, [], cancellation);
                var reply = await connection.Client.SearchAsync(
                    string.Join(' ', call.Get(words)),
                    call.Get(scope) == "moment" ? SearchScope.Moment : SearchScope.Video,
                    call.Get(modality),
                    call.Get(count),
                    call.Get(language),
                    cancellation);
                if (call.Output.Json) call.Output.Document(reply);
                else SearchView.Write(call.Output, reply);
                return CommandExit.Done;
            });
    }
}
