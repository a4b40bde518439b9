
namespace Orleans.Video.Media.Reading;

/// <summary>
/// Some seconds of media in the shape that encoders take. The buffers are pooled: they are valid until <see cref="Dispose"/>,
/// which whoever received the segment must call once.
/// </summary>
public sealed class MediaSegment : IDisposable
{
    private readonly SegmentBuffers _pool;
    private readonly bool[] _videoPresent;
    private readonly bool[] _audioPresent;
    private byte[]? _frames;
    private short[]? _samples;
    private readonly int _frameBytes;
    private readonly int _sampleCount;
    private int _disposed;

    internal MediaSegment(SegmentBuffers pool, int index, bool[] videoPresent, bool[] audioPresent, byte[]? frames, int frameBytes, short[]? samples, int sampleCount, int validSamples, bool isLast)
    {
        _pool = pool;
        Index = index;
        _videoPresent = videoPresent;
        _audioPresent = audioPresent;
        _frames = frames;
        _frameBytes = frameBytes;
        _samples = samples;
        _sampleCount = sampleCount;
        ValidSamples = validSamples;
        IsLast = isLast;
    }

    /// <summary>Number of the segment in its media, from 0: it starts at <c>Index × SecondsPerSegment</c> seconds of presentation time.</summary>
    public int Index { get; }

    /// <summary>Seconds held: all of <see cref="SegmentFormat.SecondsPerSegment"/> except in the last segment, which may have fewer, and at least 1.</summary>
    public int Seconds => _videoPresent.Length;

    /// <summary>Whether any second has video.</summary>
    public bool HasVideo => _frames is not null;

    /// <summary>Whether any second has audio.</summary>
    public bool HasAudio => _samples is not null;

    /// <summary>For each second, whether the video track shows a frame in it.</summary>
    public ReadOnlySpan<bool> VideoPresent => _videoPresent;

    /// <summary>For each second, whether the audio track has a sample in it.</summary>
    public ReadOnlySpan<bool> AudioPresent => _audioPresent;

    /// <summary><c>uint8[Seconds, T, H, W, 3]</c>, RGB, top row first; zero where a second has no video; empty when none has. A second that the track leaves early repeats its last frame.</summary>
    public ReadOnlyMemory<byte> Frames => _frames is null ? default : _frames.AsMemory(0, _frameBytes);

    /// <summary><c>int16[Seconds × SampleRate]</c>, mono; zero where there is no sound; empty when no second has audio.</summary>
    public ReadOnlyMemory<short> Samples => _samples is null ? default : _samples.AsMemory(0, _sampleCount);

    /// <summary>Samples up to the last one that came from the track; what follows is padding. 0 to <c>Seconds × SampleRate</c>.</summary>
    public int ValidSamples { get; }

    /// <summary>Whether the media ends with this segment. False for all segments of a read that fails at its end.</summary>
    public bool IsLast { get; }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _pool.Return(_frames);
        _pool.Return(_samples);
        _frames = null;
        _samples = null;
    }
}

/// <summary>A decoded picture.</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels"><c>uint8[H, W, 3]</c>, RGB, top row first.</param>
public sealed record StillImage(int Width, int Height, byte[] Pixels);
