using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Media.Library;

namespace Orleans.Video.Media.Tests.Children;

/// <summary>A process that reads media and stops in the middle, with its child running, until it is killed.</summary>
internal static class DoomedParent
{
    public const string Argument = "hold-a-child";

    public static async Task<int> RunAsync(string path, string staging)
    {
        await using var library = new MediaLibrary(
            new MediaOptions { StagingFolder = staging, Roots = [Path.GetDirectoryName(path)!] },
            (_, _) => ValueTask.FromResult<Stream?>(null),
            NullLogger<MediaLibrary>.Instance);
        await using var media = await library.OpenAsync(MediaFixture.Reference(path), CancellationToken.None);
        var info = await library.ProbeAsync(media, CancellationToken.None);
        await foreach (var segment in library.ReadSegmentsAsync(media, info, MediaFixture.Small, 0, CancellationToken.None))
        {
            segment.Dispose();
            Console.WriteLine(string.Join(' ', library.ChildIds));
            // Nothing ends this but the kill.
            await new TaskCompletionSource().Task;
        }

        return 1;
    }
}
