using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Media.Library;
using Orleans.Video.Media.Opening;
using Orleans.Video.Media.Reading;
using Orleans.Video.Testing;

namespace Orleans.Video.Media.Tests;

/// <summary>A library over the samples and a folder of its own, with what tests do with it.</summary>
internal sealed class MediaFixture : IAsyncDisposable
{
    public static readonly SegmentFormat Small = new() { FramesPerSecond = 8, Width = 32, Height = 32 };

    public MediaFixture(Func<MediaOptions, MediaOptions>? change = null, BlobOpener? blobs = null, Action<SocketsHttpHandler>? http = null, TimeProvider? time = null)
    {
        Staging = Folder.File("staging");
        var options = new MediaOptions
        {
            StagingFolder = Staging,
            Roots = TestData.Root is { } data ? [SampleVideos.Folder, Folder.Path, data] : [SampleVideos.Folder, Folder.Path],
        };
        Library = new MediaLibrary(change?.Invoke(options) ?? options, blobs ?? ((_, _) => ValueTask.FromResult<Stream?>(null)), NullLogger<MediaLibrary>.Instance, time, http);
    }

    public TemporaryFolder Folder { get; } = new();

    public string Staging { get; }

    public MediaLibrary Library { get; }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static MediaReference Reference(string text) =>
        MediaReference.TryParse(text, out var reference, out var error) ? reference : throw new ArgumentException(error, nameof(text));

    public string Write(string name, byte[] bytes)
    {
        var path = Folder.File(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public Task<OpenedMedia> OpenAsync(string text) => Library.OpenAsync(Reference(text), Cancel);

    public async Task<MediaInfo> ProbeAsync(string text)
    {
        await using var media = await OpenAsync(text);
        return await Library.ProbeAsync(media, Cancel);
    }

    /// <summary>All segments, copied.</summary>
    public async Task<List<ReadSegment>> ReadAsync(string text, SegmentFormat? format = null, int firstSegment = 0, Func<MediaInfo, MediaInfo>? change = null)
    {
        await using var media = await OpenAsync(text);
        var info = await Library.ProbeAsync(media, Cancel);
        var read = new List<ReadSegment>();
        await foreach (var segment in Library.ReadSegmentsAsync(media, change?.Invoke(info) ?? info, format ?? Small, firstSegment, Cancel))
        {
            using (segment) read.Add(new ReadSegment(segment));
        }

        return read;
    }

    public Task<MediaException> FailureAsync(string text, SegmentFormat? format = null) =>
        Assert.ThrowsAsync<MediaException>(() => ReadAsync(text, format));

    /// <summary>Nothing runs and nothing is staged.</summary>
    public void AssertNothingLeft()
    {
        Assert.Empty(Library.ChildIds);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Staging));
    }

    public async ValueTask DisposeAsync()
    {
        await Library.DisposeAsync();
        Folder.Dispose();
    }
}

/// <summary>What a segment held.</summary>
internal sealed class ReadSegment(MediaSegment segment)
{
    public int Index { get; } = segment.Index;

    public int Seconds { get; } = segment.Seconds;

    public bool HasVideo { get; } = segment.HasVideo;

    public bool HasAudio { get; } = segment.HasAudio;

    public bool[] VideoPresent { get; } = segment.VideoPresent.ToArray();

    public bool[] AudioPresent { get; } = segment.AudioPresent.ToArray();

    public byte[] Frames { get; } = segment.Frames.ToArray();

    public short[] Samples { get; } = segment.Samples.ToArray();

    public int ValidSamples { get; } = segment.ValidSamples;

    public bool IsLast { get; } = segment.IsLast;

    /// <summary>Everything in it, to compare two reads by.</summary>
    public string Digest => string.Join(
        '|',
        Index,
        Seconds,
        string.Concat(VideoPresent.Select(present => present ? 'v' : '-')),
        string.Concat(AudioPresent.Select(present => present ? 'a' : '-')),
        Convert.ToHexString(SHA256.HashData(Frames))[..16],
        Convert.ToHexString(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<short>(Samples)))[..16],
        ValidSamples,
        IsLast);
}
