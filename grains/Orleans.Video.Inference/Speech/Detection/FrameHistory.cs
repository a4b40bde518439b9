namespace Orleans.Video.Inference.Speech.Detection;

/// <summary>The measures of the frames that decisions still look at. Frames are numbered from the start of the media.</summary>
internal sealed class FrameHistory
{
    // Frames between the two of which the change of the spectrum is taken: 30 ms, about the length of a sound of speech.
    private const int Step = 3;

    // What lies this far below the loudest band of a frame, in dB, is as good as nothing.
    private const float Depth = 35;

    private readonly List<Frame> _frames = [];
    private readonly SoundFrames _sound = new();
    private readonly float[] _bands = new float[SoundFrames.Bands * (Step + 1)];
    private long _first;

    /// <param name="next">The first frame that will be added.</param>
    public FrameHistory(long next) => _first = next;

    /// <summary>The frame behind the last.</summary>
    public long End => _first + _frames.Count;

    /// <summary>The first frame that is remembered.</summary>
    public long Start => _first;

    public Frame this[long frame] => _frames[(int)(frame - _first)];

    /// <summary>Measures the next frame.</summary>
    public void Add(ReadOnlySpan<short> window)
    {
        var now = BandsOf(End);
        var (level, periodicity) = _sound.Measure(window, now);
        _frames.Add(new Frame(level, periodicity, _frames.Count < Step ? 0 : Change(BandsOf(End - Step), now)));
    }

    /// <summary>Forgets the frames before one.</summary>
    public void Forget(long before)
    {
        var count = (int)Math.Min(before - _first, _frames.Count);
        if (count <= 0) return;
        _frames.RemoveRange(0, count);
        _first += count;
    }

    private Span<float> BandsOf(long frame) => _bands.AsSpan((int)(((frame % (Step + 1)) + Step + 1) % (Step + 1)) * SoundFrames.Bands, SoundFrames.Bands);

    // How much the shape of the spectrum changed, in dB a band; a change of loudness alone is none.
    private static float Change(ReadOnlySpan<float> before, ReadOnlySpan<float> now)
    {
        var least = float.NegativeInfinity;
        for (var band = 0; band < now.Length; band++) least = Math.Max(least, Math.Max(before[band], now[band]) - Depth);
        var mean = 0f;
        for (var band = 0; band < now.Length; band++) mean += Math.Max(now[band], least) - Math.Max(before[band], least);
        mean /= now.Length;
        var change = 0f;
        for (var band = 0; band < now.Length; band++) change += Math.Abs(Math.Max(now[band], least) - Math.Max(before[band], least) - mean);
        return change / now.Length;
    }
}

/// <summary>What is known of a frame.</summary>
/// <param name="Level">Power in the band of speech, dB of full scale.</param>
/// <param name="Periodicity">0 to 1.</param>
/// <param name="Change">How much the spectrum's shape changed in 30 ms, dB a band.</param>
internal readonly record struct Frame(float Level, float Periodicity, float Change);
