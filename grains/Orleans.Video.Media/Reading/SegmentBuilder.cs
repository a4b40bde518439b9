namespace Orleans.Video.Media.Reading;

/// <summary>A segment that is being filled. Its buffers are taken when the first frame or sample comes.</summary>
internal sealed class SegmentBuilder(int index, SegmentFormat format, SegmentBuffers pool)
{
    private readonly bool[] _video = new bool[format.SecondsPerSegment];
    private readonly bool[] _audio = new bool[format.SecondsPerSegment];
    private byte[]? _frames;
    private short[]? _samples;
    private int _filled;
    private int _validSamples;

    public int Index => index;

    /// <summary>The place of a frame of this segment, and all up to it, from where the caller writes it.</summary>
    public Memory<byte> Frame(int slot)
    {
        _frames ??= pool.RentFrames(format.FramesPerSegment * format.FrameBytes);
        _video[slot / format.FramesPerSecond] = true;
        _filled = slot + 1;
        return _frames.AsMemory(slot * format.FrameBytes, format.FrameBytes);
    }

    /// <summary>Repeats a frame in earlier slots: for the start of a track in the middle of a second.</summary>
    public void FillBackwards(int fromSlot, int frameSlot)
    {
        var frame = _frames.AsSpan(frameSlot * format.FrameBytes, format.FrameBytes);
        for (var slot = fromSlot; slot < frameSlot; slot++) frame.CopyTo(_frames.AsSpan(slot * format.FrameBytes));
    }

    /// <summary>The place of samples of this segment.</summary>
    public Span<short> Samples(int offset, int count)
    {
        _samples ??= pool.RentSamples(format.SamplesPerSegment);
        for (var second = offset / format.SampleRate; second <= (offset + count - 1) / format.SampleRate; second++) _audio[second] = true;
        _validSamples = offset + count;
        return _samples.AsSpan(offset, count);
    }

    /// <summary>Hands the segment over, cut to the given number of seconds; its last shown second is filled with its last frame.</summary>
    public MediaSegment Finish(int seconds, bool isLast)
    {
        if (_frames is not null && _filled > 0)
        {
            var end = Math.Min((_filled + format.FramesPerSecond - 1) / format.FramesPerSecond, seconds) * format.FramesPerSecond;
            var last = _frames.AsSpan((_filled - 1) * format.FrameBytes, format.FrameBytes);
            for (var slot = _filled; slot < end; slot++) last.CopyTo(_frames.AsSpan(slot * format.FrameBytes));
        }

        var segment = new MediaSegment(
            pool,
            index,
            _video[..seconds],
            _audio[..seconds],
            _frames,
            seconds * format.FramesPerSecond * format.FrameBytes,
            _samples,
            seconds * format.SampleRate,
            Math.Min(_validSamples, seconds * format.SampleRate),
            isLast);
        _frames = null;
        _samples = null;
        return segment;
    }

    /// <summary>Gives the buffers of an unfinished segment back.</summary>
    public void Abandon()
    {
        pool.Return(_frames);
        pool.Return(_samples);
        _frames = null;
        _samples = null;
    }
}
