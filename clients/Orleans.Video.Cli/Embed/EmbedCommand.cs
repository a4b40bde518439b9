using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;

namespace Orleans.Video.Cli.Embed;

/// <summary><c>video embed PATH|TEXT…</c>: vectors of media and texts, without a silo.</summary>
internal static class EmbedCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var sources = new Argument<string[]>("PATH|TEXT") { Description = "Pictures, sounds, videos, https: URLs, .txt files, or words", Arity = ArgumentArity.OneOrMore };
        var modality = new Option<string?>("--modality", "-m") { Description = "Encode only this. Default: what there is", HelpName = "visual|audio|text" };
        modality.AcceptOnlyFromAmong("visual", "audio", "text");
        var modelSet = SiloOptions.CreateModelSet();
        var models = SiloOptions.CreateModels();
        var data = SiloOptions.CreateData();
        return new Command("embed", "Prints vectors, one JSON line each: source, modality, second, vector. A video or a sound has one a second; needs no silo.")
        {
            sources, modality, modelSet, models, data,
        }
            .WithExamples("video embed kitten.png", "video embed talk.wav --modality audio", "video embed 'a white boat' --modality text", "video embed clip.mp4 | jq -c '[.modality, .second]'")
            .Runs(surroundings, async (call, cancellation) =>
            {
                var failed = false;
                var parsed = new List<EmbedSource>();
                foreach (var given in call.Get(sources)) await TryAsync(() => Task.Run(() => parsed.Add(EmbedSource.Parse(given, call.Get(modality), surroundings)), cancellation));

                var set = new ModelSetLibrary(ModelLocations.Resolve(surroundings, call.Get(models), DataFolder.TryResolve(surroundings, call.Get(data)))).Open(call.Get(modelSet)!);
                var staging = Directory.CreateTempSubdirectory("orleans-video-embed-").FullName;
                try
                {
                    await using var media = new MediaLibrary(
                        new MediaOptions { Roots = [.. parsed.Select(static source => source.Folder).OfType<string>().Distinct()], StagingFolder = staging },
                        static (_, _) => ValueTask.FromResult<Stream?>(null),
                        NullLogger<MediaLibrary>.Instance);
                    using var encoder = new DirectEncoder(set, media);
                    foreach (var source in parsed)
                    {
                        await TryAsync(async () =>
                        {
                            await foreach (var line in encoder.EncodeAsync(source, call.Get(modality), cancellation)) call.Output.Item(line);
                        });
                    }
                }
                finally
                {
                    Directory.Delete(staging, recursive: true);
                }

                return failed ? CommandExit.Failed : CommandExit.Done;

                // One source that cannot be embedded does not keep the others from it.
                async Task TryAsync(Func<Task> embed)
                {
                    try
                    {
                        await embed();
                    }
                    catch (Exception failure) when (failure is MediaException or ModelSetException or CommandFailure)
                    {
                        failed = true;
                        call.Output.Failure("failed", failure.Message);
                    }
                }
            });
    }
}
