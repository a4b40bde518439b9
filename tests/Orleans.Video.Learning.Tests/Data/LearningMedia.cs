using System.IO.Compression;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Data;

/// <summary>A folder, a library that reads it, and what tests put there.</summary>
internal sealed class LearningMedia : IAsyncDisposable
{
    public LearningMedia()
    {
        Options = new MediaOptions { StagingFolder = Folder.File("staging"), Roots = [Folder.Path, SampleVideos.Folder] };
        Library = new MediaLibrary(Options, static (_, _) => ValueTask.FromResult<Stream?>(null), NullLogger<MediaLibrary>.Instance);
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public TemporaryFolder Folder { get; } = new();

    public MediaOptions Options { get; }

    public MediaLibrary Library { get; }

    /// <summary>The bytes of a JPEG picture of one colour, such as <c>0x2040C0</c>.</summary>
    public static byte[] Jpeg(int colour, int size = 48) =>
        File.ReadAllBytes(SampleVideos.Make($"colour-{colour:X6}-{size}.jpg", "-f", "lavfi", "-i", $"color=c=0x{colour:X6}:s={size}x{size}:d=1", "-frames:v", "1", "-q:v", "2"));

    /// <summary>A zip file of these entries.</summary>
    public string Zip(string name, params (string Name, byte[] Bytes)[] entries)
    {
        var path = Folder.File(name);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (entry, bytes) in entries)
        {
            using var stream = zip.CreateEntry(entry).Open();
            stream.Write(bytes);
        }

        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await Library.DisposeAsync();
        Folder.Dispose();
    }
}
