using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Orleans.Video.Media.Children;
using Orleans.Video.Media.Opening;
using Orleans.Video.Media.Probing;
using Orleans.Video.Media.Reading;

namespace Orleans.Video.Media.Library;

/// <summary>Opens a blob for reading, or gives null when there is none of that name. The stream becomes the library's.</summary>
public delegate ValueTask<Stream?> BlobOpener(string name, CancellationToken ct);

/// <summary>
/// Opens, probes and decodes media that nobody has checked, by ffmpeg children that cannot outlive this process. Safe for use by many at
/// once; how many read at a time is the caller's choice, and each read has one decoder and at most a few segments in memory.
/// </summary>
public sealed partial class MediaLibrary : IAsyncDisposable
{
    private readonly MediaOptions _options;
    private readonly BlobOpener _openBlob;
    private readonly ILogger<MediaLibrary> _logger;
    private readonly TimeProvider _time;
    private readonly ChildLauncher _launcher;
    private readonly FFmpegTools _tools;
    private readonly LocalFiles _files;
    private readonly StagingArea _staging;
    private readonly HttpsSource _https;
    private readonly Prober _prober;
    private readonly SegmentBuffers _buffers = new();

    /// <summary>Makes a library and clears what a killed process left in the staging folder.</summary>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it.</exception>
    public MediaLibrary(MediaOptions options, BlobOpener openBlob, ILogger<MediaLibrary> logger, TimeProvider? time = null)
        : this(options, openBlob, logger, time, configureHttp: null)
    {
    }

    internal MediaLibrary(MediaOptions options, BlobOpener openBlob, ILogger<MediaLibrary> logger, TimeProvider? time, Action<SocketsHttpHandler>? configureHttp)
    {
        if (options.Validate() is { } problem) throw new ArgumentException(problem, nameof(options));
        _options = options;
        _openBlob = openBlob;
        _logger = logger;
        _time = time ?? TimeProvider.System;
        _staging = new StagingArea(options.StagingFolder, options.MaxBytes);
        _staging.Sweep();
        _launcher = new ChildLauncher(options);
        _tools = new FFmpegTools(_launcher, options);
        _files = new LocalFiles(options);
        _https = new HttpsSource(options, _staging, _time, configureHttp);
        _prober = new Prober(_launcher, _tools, options, _time);
    }

    /// <summary>Processor time of all children of this process that have ended so far.</summary>
    public static TimeSpan ChildCpuTime => ChildTimes.Total();

    /// <summary>Process ids of the children that run now.</summary>
    public IReadOnlyCollection<int> ChildIds => _launcher.AliveIds;

    /// <summary>What says what a file is, for tests of its two ways.</summary>
    internal Prober Prober => _prober;

    /// <summary>Opens media: a local file or a blob on disk directly, a download or another blob through the staging folder.</summary>
    /// <exception cref="MediaException">It is not there, may not be read, or is too large.</exception>
    public async Task<OpenedMedia> OpenAsync(MediaReference reference, CancellationToken ct)
    {
        using var activity = MediaDiagnostics.Source.StartActivity(MediaDiagnostics.Open);
        try
        {
            var media = reference.Kind switch
            {
                MediaReferenceKind.File => _files.Open(reference),
                MediaReferenceKind.Https => await _https.DownloadAsync(reference, ct),
                _ => await OpenBlobAsync(reference, ct),
            };
            if (media.Length <= _options.MaxBytes) return media;
            await media.DisposeAsync();
            throw new MediaException(MediaFailure.TooLarge, $"{media.Name} has {media.Length:N0} bytes, above Media:MaxBytes ({_options.MaxBytes:N0})");
        }
        catch (MediaException failure)
        {
            throw Noted(failure, reference.Name, activity);
        }
    }

    /// <summary>Reads the headers, chooses the streams and holds them to the limits. Nothing is decoded beyond what that takes.</summary>
    /// <exception cref="MediaException">It holds no video, audio or image, or more than is allowed.</exception>
    public async Task<MediaInfo> ProbeAsync(OpenedMedia media, CancellationToken ct)
    {
        using var activity = MediaDiagnostics.Source.StartActivity(MediaDiagnostics.Probe);
        try
        {
            ObjectDisposedException.ThrowIf(_launcher.IsClosed, this);
            using var held = media.Hold();
            return await _prober.ProbeAsync(media, ct);
        }
        catch (MediaException failure)
        {
            throw Noted(failure, media.Name, activity);
        }
    }

    /// <summary>
    /// Decodes media segment by segment, about two segments ahead of the caller. Each segment is the caller's to dispose. A read from a later
    /// segment gives the same bytes for it as a read from the start.
    /// </summary>
    /// <param name="media">The media.</param>
    /// <param name="info">What <see cref="ProbeAsync"/> said of it.</param>
    /// <param name="format">The shape of frames, sound and segments.</param>
    /// <param name="firstSegment">The first segment to give; beyond the end, none is given.</param>
    /// <param name="ct">Stops the read and its children.</param>
    /// <exception cref="MediaException">At the point where the media is damaged, cut, or beyond a limit; segments before it were given.</exception>
    public async IAsyncEnumerable<MediaSegment> ReadSegmentsAsync(OpenedMedia media, MediaInfo info, SegmentFormat format, int firstSegment, [EnumeratorCancellation] CancellationToken ct)
    {
        if (format.Validate() is { } problem) throw new ArgumentException(problem, nameof(format));
        ArgumentOutOfRangeException.ThrowIfNegative(firstSegment);
        using var activity = MediaDiagnostics.Source.StartActivity(MediaDiagnostics.Read);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var segments = Channel.CreateBounded<MediaSegment>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
        var reader = new SegmentReader(media, info, format, firstSegment, _options, _launcher, _tools, _buffers, _time);
        var reading = Task.Run(() => RunAsync(reader, segments.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var segment in segments.Reader.ReadAllAsync(ct)) yield return segment;
            if (await reading is { } failure)
            {
                ct.ThrowIfCancellationRequested();
                throw failure is MediaException known ? Noted(known, media.Name, activity) : new InvalidOperationException($"reading {media.Name} failed: {failure.Message}", failure);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
            while (segments.Reader.TryRead(out var left)) left.Dispose();
        }
    }

    /// <summary>Decodes one picture: an image file, or the first frame of a video.</summary>
    /// <param name="media">The media.</param>
    /// <param name="width">Pixels a row, 1–4096.</param>
    /// <param name="height">Rows, 1–4096.</param>
    /// <param name="fit">How a picture of another shape is fitted.</param>
    /// <param name="ct">Stops.</param>
    /// <exception cref="MediaException">It holds no picture, or one that is too large.</exception>
    public async Task<StillImage> ReadImageAsync(OpenedMedia media, int width, int height, FrameFit fit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 4096);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, 4096);
        using var activity = MediaDiagnostics.Source.StartActivity(MediaDiagnostics.Image);
        using var limit = new CancellationTokenSource(_options.ProbeTimeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            using var held = media.Hold();
            var facts = await _tools.FactsAsync(stop.Token);
            await using var child = await _launcher.StartAsync(_options.FFmpegPath, PassPlan.Picture(media.InputPath, width, height, fit, _options, facts));
            var pixels = new byte[width * height * 3];
            var read = await child.Output.ReadAtLeastAsync(pixels, pixels.Length, throwOnEndOfStream: false, stop.Token);
            var exit = await child.WaitAsync(stop.Token);
            return exit == 0 && read == pixels.Length ? new StillImage(width, height, pixels) : throw ToolMessages.Failure(media, child.Said, exit, started: false, _options);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw Noted(new MediaException(MediaFailure.Timeout, $"decoding the picture of {media.Name} took longer than Media:ProbeTimeout ({_options.ProbeTimeout})"), media.Name, activity);
        }
        catch (MediaException failure)
        {
            throw Noted(failure, media.Name, activity);
        }
    }

    /// <summary>Kills and reaps all children. Reads in progress fail.</summary>
    public async ValueTask DisposeAsync()
    {
        await _launcher.DisposeAsync();
        _https.Dispose();
        _tools.Dispose();
    }

    private static async Task<Exception?> RunAsync(SegmentReader reader, ChannelWriter<MediaSegment> writer, CancellationToken ct)
    {
        try
        {
            await reader.RunAsync(writer, ct);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
        finally
        {
            writer.Complete();
        }
    }

    private async Task<OpenedMedia> OpenBlobAsync(MediaReference reference, CancellationToken ct)
    {
        var stream = await FromStoreAsync(reference, () => _openBlob(reference.Value, ct))
            ?? throw new MediaException(MediaFailure.NotFound, $"there is no blob {reference.Value}: upload it first");
        if (stream is FileStream { Position: 0 } file)
        {
            try
            {
                return new OpenedMedia(reference.Name, file.SafeFileHandle, identity: null, file);
            }
            catch
            {
                await file.DisposeAsync();
                throw;
            }
        }

        await using (stream)
        {
            var length = stream.CanSeek ? stream.Length - stream.Position : (long?)null;
            return await _staging.StageAsync(reference.Name, length, (buffer, stop) => FromStoreAsync(reference, () => stream.ReadAsync(buffer, stop)), ct);
        }
    }

    // The store's own exceptions mean nothing to whoever uploaded the media, and must not be taken for those of the staging disk.
    private static async ValueTask<T> FromStoreAsync<T>(MediaReference reference, Func<ValueTask<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or MediaException))
        {
            throw new MediaException(MediaFailure.Network, $"the store failed to give {reference.Name}: {problem.Message}", problem);
        }
    }

    private MediaException Noted(MediaException failure, string name, Activity? activity)
    {
        activity?.SetStatus(ActivityStatusCode.Error, failure.Kind.ToString());
        LogFailure(failure.Kind, name, failure.Message);
        return MediaInstruments.Count(failure);
    }
}
