using System.Numerics.Tensors;
using Orleans.Video.Inference.Audio;

namespace Orleans.Video.Inference.Speech.Detection;

/// <summary>What of a frame of sound tells speech from other sounds. A frame depends on the samples of its own window alone.</summary>
internal sealed class SoundFrames
{
    /// <summary>Samples from one frame to the next: 10 ms.</summary>
    public const int Hop = SpeechSound.SampleRate / 100;

    /// <summary>Samples of a frame's window: 32 ms.</summary>
    public const int Window = 512;

    /// <summary>Bands of the coarse spectrum.</summary>
    public const int Bands = 14;

    private const float LowestHertz = 150;
    private const float HighestHertz = 6_000;
    private const float HertzPerBin = (float)SpeechSound.SampleRate / Window;

    // A voice's pitch, 70 to 400 Hz, as lags at half the sample rate.
    private const int Half = Window / 2;
    private const int ShortestLag = SpeechSound.SampleRate / 2 / 400;
    private const int LongestLag = SpeechSound.SampleRate / 2 / 70;

    private readonly RealFft _fft = new(Window);
    private readonly float[] _hann = new float[Window];
    private readonly int[] _edges = new int[Bands + 1];
    private readonly float[] _windowed = new float[Window];
    private readonly float[] _power = new float[(Window / 2) + 1];
    private readonly float[] _half = new float[Half];
    private readonly float[] _energy = new float[Half + 1];

    public SoundFrames()
    {
        for (var i = 0; i < Window; i++) _hann[i] = (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * i / Window)));
        var (low, high) = (Mel(LowestHertz), Mel(HighestHertz));
        for (var i = 0; i <= Bands; i++) _edges[i] = (int)Math.Round(700 * (Math.Exp((low + ((high - low) * i / Bands)) / 1127) - 1) / HertzPerBin);
    }

    /// <summary>Measures one window of samples.</summary>
    /// <param name="samples"><c>int16[Window]</c>.</param>
    /// <param name="bands">Receives the power of each band in dB of full scale, <c>float[Bands]</c>.</param>
    /// <returns>The power from 150 to 6000 Hz in dB of full scale, and how periodic the window is: near 0 for noise, near 1 for a voice or a tone.</returns>
    public (float Level, float Periodicity) Measure(ReadOnlySpan<short> samples, Span<float> bands)
    {
        for (var i = 0; i < Window; i++) _windowed[i] = samples[i] * _hann[i] / 32768f;
        _fft.Power(_windowed, _power);
        // The sum of a Hann window's squares is 3/8 of its length; a sine of full scale then has −3 dB.
        const float Scale = 2f / (Window * Window * 0.375f);
        var total = 0f;
        for (var band = 0; band < Bands; band++)
        {
            var sum = TensorPrimitives.Sum<float>(_power.AsSpan(_edges[band], _edges[band + 1] - _edges[band])) * Scale;
            total += sum;
            bands[band] = Decibel(sum);
        }

        return (Decibel(total), Periodicity(samples));
    }

    private static float Decibel(float power) => 10 * MathF.Log10(power + 1e-10f);

    private static double Mel(double hertz) => 1127 * Math.Log(1 + (hertz / 700));

    private float Periodicity(ReadOnlySpan<short> samples)
    {
        for (var i = 0; i < Half; i++) _half[i] = samples[2 * i] + samples[(2 * i) + 1];
        var mean = TensorPrimitives.Sum<float>(_half) / Half;
        TensorPrimitives.Subtract(_half, mean, _half);
        for (var i = 0; i < Half; i++) _energy[i + 1] = _energy[i] + (_half[i] * _half[i]);
        if (_energy[Half] < Half) return 0;
        // A pitch is a lag at which the sound comes back, a peak: rumble, which resembles itself the more the shorter the lag, has none.
        var (best, before, last) = (0f, float.PositiveInfinity, float.PositiveInfinity);
        for (var lag = ShortestLag; lag <= LongestLag + 1; lag++)
        {
            var product = TensorPrimitives.Dot<float>(_half.AsSpan(0, Half - lag), _half.AsSpan(lag));
            var norm = _energy[Half - lag] * (_energy[Half] - _energy[lag]);
            var now = norm > 0 ? product / MathF.Sqrt(norm) : 0;
            if (last > before && last >= now) best = Math.Max(best, last);
            (before, last) = (last, now);
        }

        return best;
    }
}
