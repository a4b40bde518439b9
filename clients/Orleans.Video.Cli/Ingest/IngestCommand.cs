using System.CommandLine;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Http;
using Orleans.Video.Videos;

namespace Orleans.Video.Cli.Ingest;

/// <summary><c>video ingest PATH|URL…</c>: gives videos to a silo.</summary>
internal static class IngestCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var sources = new Argument<string[]>("PATH|URL") { Description = "Video or audio files, or https: URLs", Arity = ArgumentArity.OneOrMore };
        var id = new Option<string?>("--id") { Description = "The video's id. Default: made from the name, the same each time for the same path or URL", HelpName = "ID" };
        var title = new Option<string?>("--title") { Description = "The title. Default: the file's name; \"\" for none", HelpName = "TEXT" };
        var caption = new Option<string?>("--caption") { Description = "The caption", HelpName = "TEXT" };
        var description = new Option<string?>("--description") { Description = "The description", HelpName = "TEXT" };
        var language = new Option<string?>("--language") { Description = "The BCP 47 tag of the language of text and speech, such as en", HelpName = "TAG" };
        var audience = new Option<string?>("--audience") { Description = "Who may see it; only public videos are read. Default: public", HelpName = "public|friends|private" };
        var learn = new Option<string?>("--learn") { Description = "Whether models may learn from it. Default: allow", HelpName = "allow|forbid" };
        var wait = new Option<bool>("--wait", "-w") { Description = "Wait until the videos are read, with a progress bar each. Always so without a running silo" };
        var silo = new SiloOptions();
        var command = new Command("ingest", "Adds videos. A file below a media root of the silo is read where it lies; any other is sent.")
        {
            sources, id, title, caption, description, language, audience, learn, wait,
        };
        silo.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(sources) is not { Length: > 1 }) return;
            foreach (var single in new Option[] { id, title, caption, description })
                if (result.GetResult(single) is { Implicit: false }) result.AddError($"{single.Name} belongs to one video: give a single PATH or URL with it");
        });
        id.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !VideoId.TryValidate(text, out var error)) result.AddError(error);
        });
        audience.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !Audience.TryValidate(text, out var error)) result.AddError($"--audience: {error}");
        });
        learn.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !LearningLabel.TryValidate(text, out var error)) result.AddError($"--learn: {error}");
        });

        return command
            .WithExamples("video ingest holiday.mp4 --title 'At the sea' --wait", "video ingest clips/*.mp4", "video ingest https://example.org/talk.webm --id talk --language en")
            .Runs(surroundings, async (call, cancellation) =>
            {
                var media = call.Get(sources).Select(given => MediaSource.Parse(given, surroundings)).ToArray();
                await using var connection = await SiloConnection.OpenAsync(call, silo, RootsOf(media), cancellation);
                var failed = false;
                var accepted = new List<(string Id, string Label)>();
                var waits = call.Get(wait) || connection.IsEmbedded;
                foreach (var source in media)
                {
                    var request = new UploadRequest
                    {
                        Id = call.Get(id) ?? source.Id,
                        Title = call.Get(title) ?? source.Title,
                        Caption = call.Get(caption),
                        Description = call.Get(description),
                        Language = call.Get(language),
                        Audience = call.Get(audience),
                        Learn = call.Get(learn),
                    };
                    var status = await SubmitAsync(connection, source, request, cancellation);
                    accepted.Add((status.Id, source.Name));
                    if (waits) continue;
                    if (call.Output.Json) call.Output.Item(status);
                    else call.Output.Say($"accepted  {PlainText.Markup(status.Id)}");
                }

                if (waits)
                {
                    await new VideoFollower(connection.Client, call.Output).FollowAsync(accepted, status =>
                    {
                        failed |= status.State != VideoState.Ready;
                        if (call.Output.Json) call.Output.Item(status);
                        else call.Output.Say(VideoFollower.Line(status));
                    }, cancellation);
                }
                else if (!call.Output.Json) call.Output.Say("[grey]The silo reads them in the background:  video status[/]");

                return failed ? CommandExit.Failed : CommandExit.Done;
            });
    }

    /// <summary>The folders of local files: what a silo inside this process may read.</summary>
    public static IReadOnlyList<string> RootsOf(IEnumerable<MediaSource> media) =>
        [.. media.Where(static source => source.File is not null).Select(static source => Path.GetDirectoryName(source.File)!).Distinct()];

    /// <summary>Gives one video to a silo, by name where the silo reaches it, else with its bytes.</summary>
    public static async Task<VideoStatus> SubmitAsync(SiloConnection connection, MediaSource source, UploadRequest request, CancellationToken cancellation)
    {
        if (source.File is not { } file || connection.Reaches(file))
            return await connection.Client.SubmitAsync(request with { Uri = source.Reference }, cancellation);
        try
        {
            await using var content = new FileStream(file, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 });
            return await connection.Client.UploadAsync(content, Path.GetFileName(file), request, cancellation);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new CommandFailure($"{PlainText.Clean(source.Given)} cannot be read: {denied.Message}", denied);
        }
    }
}
