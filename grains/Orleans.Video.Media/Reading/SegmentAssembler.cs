using System.Buffers;
using System.Runtime.InteropServices;

namespace Orleans.Video.Media.Reading;

/// <summary>
/// Lays packets out on the grid of presentation time and emits segments in order. Frames that are missing between two others repeat the
/// earlier one; sound that is missing is silence. Segments of at most some 24 seconds are open: a track that lags further behind the other
/// is taken to have ended.
/// </summary>
/// <param name="format">The shape of the segments.</param>
/// <param name="firstSegment">The first segment that is emitted; packets before it are followed, for their effect on what comes, but not kept.</param>
/// <param name="hasVideo">Whether pictures are expected.</param>
/// <param name="hasAudio">Whether sound is expected.</param>
/// <param name="pool">The buffers.</param>
/// <param name="emit">Takes a finished segment over.</param>
internal sealed class SegmentAssembler(SegmentFormat format, int firstSegment, bool hasVideo, bool hasAudio, SegmentBuffers pool, Func<MediaSegment, ValueTask> emit) : IDisposable
{
    // How far one track may lag behind the other before it is taken to have ended, in seconds. It must be well above the 10 s within
    // which ffmpeg's muxer puts packets in order: beyond those, their order is a matter of its threads' timing.
    private const int Lag = 16;

    // Sound may stray this far from its time stamps, in seconds, before it is moved: decoders and containers round.
    private const double Stray = 0.1;

    // Encoders fill their last block up, and resamplers round: sound of less than this, in seconds, behind the last picture or behind the
    // last whole second does not open another one. Two blocks of AAC at 44.1 kHz are 46 ms.
    private const double Sliver = 0.05;

    private readonly int _lagSegments = (Lag + format.SecondsPerSegment - 1) / format.SecondsPerSegment;
    private readonly Queue<SegmentBuilder> _open = new();
    private readonly byte[] _lastFrame = new byte[format.FrameBytes];
    private readonly byte[] _chunk = ArrayPool<byte>.Shared.Rent(32 << 10);
    private int _nextToEmit = firstSegment;
    private long _nextFrame = -1;
    private long _nextSample = -1;

    /// <summary>How far the furthest track came, in seconds of presentation time.</summary>
    public double Reached => Math.Max(VideoReached, AudioReached);

    /// <summary>Whether anything at all came.</summary>
    public bool HasAny => _nextFrame > 0 || _nextSample > 0;

    private double VideoReached => _nextFrame < 0 ? 0 : (double)_nextFrame / format.FramesPerSecond;

    private double AudioReached => _nextSample < 0 ? 0 : (double)_nextSample / format.SampleRate;

    public async ValueTask AddAsync(MediaPacket packet, PacketSource source, CancellationToken ct)
    {
        if (packet.Track == TrackKind.Video) await AddFrameAsync(packet, source, ct);
        else await AddSamplesAsync(packet, source, ct);
    }

    /// <summary>Emits what is left. The last segment is marked as such only when the read was complete.</summary>
    public async ValueTask FinishAsync(bool complete)
    {
        var lastFrameSecond = _nextFrame <= 0 ? -1 : (_nextFrame - 1) / format.FramesPerSecond;
        var lastSampleSecond = _nextSample <= 0 ? -1 : (_nextSample - 1) / format.SampleRate;
        if (lastSampleSecond > lastFrameSecond && lastSampleSecond > 0 && _nextSample - (lastSampleSecond * format.SampleRate) < Sliver * format.SampleRate) lastSampleSecond--;
        var seconds = Math.Max(lastFrameSecond, lastSampleSecond) + 1;
        while ((long)_nextToEmit * format.SecondsPerSegment < seconds)
        {
            var left = seconds - ((long)_nextToEmit * format.SecondsPerSegment);
            await EmitNextAsync((int)Math.Min(left, format.SecondsPerSegment), complete && left <= format.SecondsPerSegment);
        }
    }

    public void Dispose()
    {
        while (_open.TryDequeue(out var builder)) builder.Abandon();
        ArrayPool<byte>.Shared.Return(_chunk);
    }

    private async ValueTask AddFrameAsync(MediaPacket packet, PacketSource source, CancellationToken ct)
    {
        if (packet.Length != format.FrameBytes) throw new InvalidDataException("the decoder's stream cannot be read: a frame has the wrong size");
        var frame = ((packet.Milliseconds * format.FramesPerSecond) + 500) / 1000;
        if (frame < 0 || frame < _nextFrame) return;
        var isFirst = _nextFrame < 0;
        if (isFirst)
        {
            // A late start: what lies before it goes out first, so that no more segments than that are ever open.
            _nextFrame = frame;
            await EmitReadyAsync();
        }

        await RepeatUntilAsync(frame);
        _nextFrame = frame + 1;
        await source.ReadPayloadAsync(_lastFrame, ct);
        var place = Place(frame, format.FramesPerSegment);
        if (place is { } at)
        {
            _lastFrame.CopyTo(at.Builder.Frame(at.Offset));
            if (isFirst) at.Builder.FillBackwards(at.Offset / format.FramesPerSecond * format.FramesPerSecond, at.Offset);
        }

        await EmitReadyAsync();
    }

    private async ValueTask RepeatUntilAsync(long frame)
    {
        while (_nextFrame < frame)
        {
            if (Place(_nextFrame, format.FramesPerSegment) is { } at) _lastFrame.CopyTo(at.Builder.Frame(at.Offset));
            _nextFrame++;
            if (_nextFrame % format.FramesPerSegment == 0) await EmitReadyAsync();
        }
    }

    private async ValueTask AddSamplesAsync(MediaPacket packet, PacketSource source, CancellationToken ct)
    {
        if (packet.Length % sizeof(short) != 0) throw new InvalidDataException("the decoder's stream cannot be read: a sample is cut");
        var due = packet.Milliseconds * format.SampleRate / 1000;
        var count = packet.Length / sizeof(short);
        if (_nextSample < 0)
        {
            _nextSample = Math.Max(due, 0);
            await EmitReadyAsync();
        }

        var ahead = due - _nextSample;
        if (ahead > Stray * format.SampleRate)
        {
            await SkipUntilAsync(due);
        }
        else if (-ahead > Stray * format.SampleRate)
        {
            var dropped = (int)Math.Min(-ahead, count);
            await ReadChunksAsync(dropped, keep: false, source, ct);
            count -= dropped;
        }

        await ReadChunksAsync(count, keep: true, source, ct);
        await EmitReadyAsync();
    }

    private async ValueTask SkipUntilAsync(long sample)
    {
        while (_nextSample < sample)
        {
            _nextSample = Math.Min(sample, ((_nextSample / format.SamplesPerSegment) + 1) * format.SamplesPerSegment);
            await EmitReadyAsync();
        }
    }

    private async ValueTask ReadChunksAsync(int count, bool keep, PacketSource source, CancellationToken ct)
    {
        while (count > 0)
        {
            var step = Math.Min(count, _chunk.Length / sizeof(short));
            if (keep) step = (int)Math.Min(step, format.SamplesPerSegment - (_nextSample % format.SamplesPerSegment));
            await source.ReadPayloadAsync(_chunk.AsMemory(0, step * sizeof(short)), ct);
            count -= step;
            if (!keep) continue;
            if (Place(_nextSample, format.SamplesPerSegment) is { } at)
                MemoryMarshal.Cast<byte, short>(_chunk.AsSpan(0, step * sizeof(short))).CopyTo(at.Builder.Samples(at.Offset, step));
            _nextSample += step;
            if (_nextSample % format.SamplesPerSegment == 0) await EmitReadyAsync();
        }
    }

    // The open segment of a frame or sample, or null when that segment is not wanted or already gone.
    private (SegmentBuilder Builder, int Offset)? Place(long position, int perSegment)
    {
        var segment = position / perSegment;
        if (segment < _nextToEmit) return null;
        while (_nextToEmit + _open.Count <= segment) _open.Enqueue(new SegmentBuilder(_nextToEmit + _open.Count, format, pool));
        return (_open.ElementAt((int)(segment - _nextToEmit)), (int)(position % perSegment));
    }

    private async ValueTask EmitReadyAsync()
    {
        while (true)
        {
            var end = (_nextToEmit + 1.0) * format.SecondsPerSegment;
            // Beyond, not at, the end: only then is it certain that this segment is not the last.
            if (Reached <= end + Sliver) return;
            var slowest = Math.Min(hasVideo ? VideoReached : double.MaxValue, hasAudio ? AudioReached : double.MaxValue);
            if (slowest < end && Reached < end + (_lagSegments * format.SecondsPerSegment)) return;
            await EmitNextAsync(format.SecondsPerSegment, isLast: false);
        }
    }

    private async ValueTask EmitNextAsync(int seconds, bool isLast)
    {
        var builder = _open.TryDequeue(out var open) ? open : new SegmentBuilder(_nextToEmit, format, pool);
        _nextToEmit++;
        await emit(builder.Finish(seconds, isLast));
    }
}
