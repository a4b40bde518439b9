using System.CommandLine;
using System.Text.Json;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Client;
using Orleans.Video.Http;
using Orleans.Video.Transcripts;

namespace Orleans.Video.Cli.Videos;

/// <summary><c>video transcript ID</c>: what is said in a video.</summary>
internal static class TranscriptCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var id = new Argument<string>("ID") { Description = "The video" };
        var format = new Option<string>("--format") { Description = "Captions instead: vtt (WebVTT, with the time of every word) or srt (SubRip)", HelpName = "text|vtt|srt", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "vtt", "srt");
        var correct = new Option<string?>("--correct") { Description = "First put the sentences of this file (JSON, as --json prints them) in place of what was heard in their times", HelpName = "FILE" };
        var silo = new SiloOptions();
        var command = new Command("transcript", "Prints what is said in a video, with times.") { id, format, correct };
        silo.AddTo(command);
        return command
            .WithExamples("video transcript train-3f9a21", "video transcript train-3f9a21 --format vtt > train.vtt", "video transcript train-3f9a21 --correct mine.json")
            .Runs(surroundings, async (call, cancellation) =>
            {
                var corrections = call.Get(correct) is { } file ? await ReadAsync(surroundings.FullPath(file), cancellation) : null;
                await using var connection = await SiloConnection.OpenAsync(call, silo, [], cancellation);
                var wanted = call.Get(id)!;
                if (corrections is not null) await connection.Client.CorrectTranscriptAsync(wanted, corrections, cancellation);
                if (call.Get(format) is "vtt" or "srt" && !call.Output.Json)
                {
                    var captions = await connection.Client.GetCaptionsAsync(wanted, call.Get(format)!, cancellation) ?? throw await AbsentAsync(connection.Client, wanted, cancellation);
                    await surroundings.Out.WriteAsync(captions);
                    return CommandExit.Done;
                }

                var transcript = await connection.Client.GetTranscriptAsync(wanted, cancellation) ?? throw await AbsentAsync(connection.Client, wanted, cancellation);
                if (call.Output.Json) call.Output.Document(transcript);
                else
                    foreach (var sentence in transcript.Sentences)
                        call.Output.Say($"[grey]{PlainText.Clock(sentence.Start),8}[/]  {PlainText.Markup(sentence.Text, 10_000)}");
                return CommandExit.Done;
            });
    }

    private static async Task<CommandFailure> AbsentAsync(VideoClient client, string id, CancellationToken cancellation) =>
        new($"there is no transcript of {PlainText.Clean(id)}: {(await client.GetAsync(id, cancellation))?.Reason ?? "no word was heard in it"}");

    private static async Task<IReadOnlyList<Sentence>> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            var request = await JsonSerializer.DeserializeAsync<CorrectionRequest>(stream, VideoJson.Lenient, cancellation);
            return request?.Sentences ?? throw new JsonException("it is null");
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{path} has no sentences to correct with ({problem.Message}): give a JSON object with \"sentences\", each with text, start and end", problem);
        }
    }
}
