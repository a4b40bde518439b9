using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Orleans.Video.Embeddings;
using Orleans.Video.Encoders;
using Orleans.Video.Grains.Clips;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Grains.Speech;
using Orleans.Video.Grains.Telemetry;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;
using Orleans.Video.Media.Opening;
using Orleans.Video.Media.Reading;
using Orleans.Video.Transcripts;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Videos;

/// <summary>
/// Turns media into vectors and words, a segment at a time: decoding, encoding and what the caller does with the results overlap, and nothing
/// between them grows beyond a few segments. Everything here runs on the thread pool, so that grain turns stay short.
/// </summary>
internal sealed class VideoReader(MediaLibrary media, EncoderRouter router, VideoPipelineOptions options)
{
    /// <summary>Seconds in a segment.</summary>
    public const int SecondsPerSegment = 8;

    /// <summary>Opens and probes media; throws <see cref="MediaException"/> when it cannot or must not be read.</summary>
    public Task<VideoReading> OpenAsync(string uri, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            if (!MediaReference.TryParse(uri, out var reference, out var error)) throw new MediaException(MediaFailure.NotFound, error);
            var opened = await media.OpenAsync(reference, cancellationToken);
            try
            {
                return new VideoReading(opened, await media.ProbeAsync(opened, cancellationToken));
            }
            catch
            {
                await opened.DisposeAsync();
                throw;
            }
        },
        cancellationToken);

    /// <summary>What is in the segments from <paramref name="firstSegment"/> on, in order.</summary>
    /// <param name="set">The model set that encodes.</param>
    /// <param name="reading">The media.</param>
    /// <param name="revision">Its revision.</param>
    /// <param name="firstSegment">The first segment that is wanted.</param>
    /// <param name="serve">Whether the index may answer with them already.</param>
    /// <param name="listener">Who hears what is said; null: nobody.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<ReadSegment> ReadAsync(
        OpenedModelSet set, VideoReading reading, string revision, int firstSegment, bool serve, SpeechListener? listener, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var encoding = Channel.CreateBounded<Task<ReadSegment>>(options.SegmentsInFlight);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var decoding = Task.Run(() => DecodeAsync(set, reading, revision, firstSegment, serve, listener, encoding.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var segment in encoding.Reader.ReadAllAsync(cancellationToken)) yield return await segment;
        }
        finally
        {
            await stop.CancelAsync();
            // Whatever ends the enumeration, the child process and the encoders' last batches end before it does.
            while (encoding.Reader.TryRead(out var segment)) await segment.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await decoding;
        }
    }

    private async Task DecodeAsync(
        OpenedModelSet set, VideoReading reading, string revision, int firstSegment, bool serve, SpeechListener? listener, ChannelWriter<Task<ReadSegment>> encoding, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var segment in media.ReadSegmentsAsync(reading.Opened, reading.Info, FormatFor(set), Math.Min(firstSegment, listener?.FirstSegment ?? firstSegment), cancellationToken))
            {
                var hearing = listener?.ListenAsync(segment, cancellationToken) ?? NothingHeard;
                if (segment.Index >= firstSegment) await encoding.WriteAsync(ReadAsync(set, segment, hearing, revision, serve, cancellationToken), cancellationToken);
                else segment.Dispose();
            }

            encoding.TryComplete();
        }
        catch (Exception exception)
        {
            encoding.TryComplete(exception);
        }
    }

    private async Task<ReadSegment> ReadAsync(OpenedModelSet set, MediaSegment segment, Task<HeardWords?> hearing, string revision, bool serve, CancellationToken cancellationToken)
    {
        var clip = options.KeepExamples ? ClipCutter.Cut(segment, FormatFor(set)) : null;
        var encoding = EncodeAsync(set, segment, revision, serve, cancellationToken);
        await Task.WhenAll(encoding, hearing);
        return new ReadSegment(await encoding, await hearing, clip);
    }

    // A set that cannot see still needs a format: the smallest picture, which nothing encodes.
    private static SegmentFormat FormatFor(OpenedModelSet set) => set.Set.Manifest.Visual is { } visual
        ? new SegmentFormat
        {
            FramesPerSecond = visual.Frames,
            Width = visual.FrameWidth,
            Height = visual.FrameHeight,
            Fit = Enum.Parse<FrameFit>(visual.Fit, ignoreCase: true),
            SecondsPerSegment = SecondsPerSegment,
        }
        : new SegmentFormat { FramesPerSecond = 1, Width = 16, Height = 16, Fit = FrameFit.Stretch, SecondsPerSegment = SecondsPerSegment };

    private async Task<SegmentVectors> EncodeAsync(OpenedModelSet set, MediaSegment segment, string revision, bool serve, CancellationToken cancellationToken)
    {
        using var activity = PipelineDiagnostics.Source.StartActivity(PipelineDiagnostics.Segment);
        activity?.SetTag("video.segment", segment.Index);
        var manifest = set.Set.Manifest;
        var visual = manifest.Visual is not null && segment.HasVideo
            ? router.EncodeAsync(set, Modality.Visual, new ClipBatch(segment.Frames, segment.Seconds), cancellationToken)
            : Nothing;
        var audio = manifest.Audio is not null && segment.HasAudio
            ? router.EncodeAsync(set, Modality.Audio, new SoundBatch(segment.Samples, segment.Seconds), cancellationToken)
            : Nothing;
        await Task.WhenAll(visual, audio);
        var vectors = new SegmentVectors(
            revision,
            segment.Index,
            segment.Index * SecondsPerSegment,
            Present(await visual, segment.VideoPresent, manifest.Visual?.Width ?? 0),
            Present(await audio, segment.AudioPresent, manifest.Audio?.Width ?? 0),
            segment.VideoPresent.ToArray(),
            segment.AudioPresent.ToArray(),
            serve);
        // The buffers go back to their pool only after a success: an encoder that failed may still be looking at them.
        segment.Dispose();
        return vectors;
    }

    private static Task<HeardWords?> NothingHeard { get; } = Task.FromResult<HeardWords?>(null);

    private static Task<EncodeReply> Nothing { get; } = Task.FromResult(new EncodeReply());

    // Absent seconds are zeros, whatever the encoder made of the padding.
    private static float[] Present(EncodeReply reply, ReadOnlySpan<bool> present, int width)
    {
        if (reply.Vectors.Length == 0) return new float[present.Length * width];
        for (var second = 0; second < present.Length; second++)
            if (!present[second]) reply.Vectors.AsSpan(second * width, width).Clear();
        return reply.Vectors;
    }
}

/// <summary>What was made of one segment.</summary>
/// <param name="Vectors">Its vectors.</param>
/// <param name="Heard">What was said; null when nobody listens.</param>
/// <param name="Clip">What may be kept of it for learning; null: nothing.</param>
internal sealed record ReadSegment(SegmentVectors Vectors, HeardWords? Heard, ExampleClip? Clip);

/// <summary>Media that is open for reading.</summary>
internal sealed record VideoReading(OpenedMedia Opened, MediaInfo Info) : IAsyncDisposable
{
    /// <summary>What must stay equal for a resumed reading to go on.</summary>
    public string Identity => Opened.Identity;

    /// <summary>What probing found.</summary>
    public MediaSummary Summary => new()
    {
        Container = Info.Container,
        DurationSeconds = Info.Duration?.TotalSeconds,
        VideoCodec = Info.Video?.Codec,
        Width = Info.Video?.Width,
        Height = Info.Video?.Height,
        AudioCodec = Info.Audio?.Codec,
        SampleRate = Info.Audio?.SampleRate,
        Bytes = Opened.Length,
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Opened.DisposeAsync();
}
