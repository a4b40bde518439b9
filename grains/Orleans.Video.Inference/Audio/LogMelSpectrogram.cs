using System.Numerics.Tensors;
using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Inference.Audio;

/// <summary>Samples to a log-mel spectrogram <c>[M, F]</c>, row-major, as <see cref="MelSpec"/> says. Built once, then nothing is allocated for equal lengths; one thread at a time.</summary>
internal sealed class LogMelSpectrogram
{
    private readonly MelSpec _spec;
    private readonly RealFft _fft;
    private readonly MelBands _bands;
    private readonly float[] _window;
    private readonly float[] _frame;
    private readonly float[] _power;
    private float[] _samples = [];

    /// <param name="spec">The spectrogram, checked.</param>
    /// <param name="sampleRate">Samples a second.</param>
    public LogMelSpectrogram(MelSpec spec, int sampleRate)
    {
        _spec = spec;
        _fft = new RealFft(spec.NFft);
        _bands = new MelBands(spec, sampleRate);
        _frame = new float[spec.NFft];
        _power = new float[spec.NFft / 2 + 1];
        // A periodic Hann window in the middle of the transform; what lies beside it is zero.
        _window = new float[spec.NFft];
        var start = (spec.NFft - spec.Window) / 2;
        for (var i = 0; i < spec.Window; i++) _window[start + i] = (float)(0.5 - 0.5 * Math.Cos(2 * Math.PI * i / spec.Window));
    }

    /// <summary>Columns that <paramref name="samples"/> samples fill.</summary>
    public int Frames(int samples) =>
        _spec.Centre ? 1 + samples / _spec.Hop : samples < _spec.NFft ? 0 : 1 + (samples - _spec.NFft) / _spec.Hop;

    /// <summary>The first <paramref name="frames"/> columns; beyond the samples there is silence.</summary>
    /// <param name="samples">Mono, full scale at 32768.</param>
    /// <param name="frames">F.</param>
    /// <param name="spectrogram"><c>float [M, F]</c>.</param>
    public void Compute(ReadOnlySpan<short> samples, int frames, Span<float> spectrogram)
    {
        var padded = Padded(samples.Length, frames);
        var middle = padded.Slice(Margin, samples.Length);
        for (var i = 0; i < samples.Length; i++) middle[i] = samples[i] * (1f / 32768f);
        Fold(padded, samples.Length);
        Columns(padded, frames, spectrogram);
    }

    private int Margin => _spec.Centre ? _spec.NFft / 2 : 0;

    private Span<float> Padded(int samples, int frames)
    {
        var length = Math.Max(samples + 2 * Margin, (frames - 1) * _spec.Hop + _spec.NFft);
        if (_samples.Length != length) _samples = new float[length];
        var padded = _samples.AsSpan();
        padded[(Margin + samples)..].Clear();
        return padded;
    }

    // Mirrors the sound at both ends without repeating the end itself; a sound shorter than the margin is mirrored as far as it goes.
    private void Fold(Span<float> padded, int samples)
    {
        if (Margin == 0) return;
        for (var i = 1; i <= Margin; i++)
        {
            padded[Margin - i] = i < samples ? padded[Margin + i] : 0f;
            padded[Margin + samples - 1 + i] = i < samples ? padded[Margin + samples - 1 - i] : 0f;
        }
    }

    private void Columns(ReadOnlySpan<float> padded, int frames, Span<float> spectrogram)
    {
        for (var column = 0; column < frames; column++)
        {
            TensorPrimitives.Multiply(padded.Slice(column * _spec.Hop, _spec.NFft), _window, _frame);
            _fft.Power(_frame, _power);
            for (var band = 0; band < _bands.Count; band++) spectrogram[band * frames + column] = _bands.Sum(band, _power) + _spec.LogOffset;
        }

        var used = spectrogram[..(_bands.Count * frames)];
        if (!used.IsEmpty) TensorPrimitives.Log(used, used);
    }
}
