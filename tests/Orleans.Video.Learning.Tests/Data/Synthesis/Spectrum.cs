using Orleans.Video.Inference.Audio;

namespace Orleans.Video.Learning.Tests.Data.Synthesis;

/// <summary>The mean power of a sound at each frequency, over Hann windows that overlap by half.</summary>
internal sealed class Spectrum
{
    private readonly float[] _power;
    private readonly double _hertz;

    public Spectrum(ReadOnlySpan<short> samples, int sampleRate, int window = 4096)
    {
        var fft = new RealFft(window);
        var (frame, power) = (new float[window], new float[window / 2 + 1]);
        _power = new float[power.Length];
        _hertz = (double)sampleRate / window;
        for (var first = 0; first + window <= samples.Length; first += window / 2)
        {
            for (var i = 0; i < window; i++) frame[i] = samples[first + i] * (float)(0.5 - 0.5 * Math.Cos(2 * Math.PI * i / window));
            fft.Power(frame, power);
            for (var bin = 0; bin < power.Length; bin++) _power[bin] += power[bin];
        }
    }

    /// <summary>The frequency with most power in Hz, to a fraction of a bin by the parabola through three.</summary>
    public double Peak
    {
        get
        {
            var at = Array.IndexOf(_power, _power.Max());
            if (at == 0 || at == _power.Length - 1) return at * _hertz;
            var (left, middle, right) = (Math.Log(_power[at - 1]), Math.Log(_power[at]), Math.Log(_power[at + 1]));
            return (at + 0.5 * (left - right) / (left - 2 * middle + right)) * _hertz;
        }
    }

    /// <summary>The share of all power from one frequency to another.</summary>
    public double Share(double low, double high) => Power(low, high) / Power(0, double.MaxValue);

    /// <summary>By how many decibels the power of equal bandwidth changes with each octave, by least squares over octave bands.</summary>
    public double Slope(double low, double high)
    {
        var points = new List<(double Octave, double Level)>();
        for (var octave = 0; low * Math.Pow(2, octave + 1) <= high * 1.001; octave++)
        {
            var (from, to) = (low * Math.Pow(2, octave), low * Math.Pow(2, octave + 1));
            points.Add((octave, 10 * Math.Log10(Power(from, to) / (to - from))));
        }

        var (x, y) = (points.Average(static p => p.Octave), points.Average(static p => p.Level));
        return points.Sum(p => (p.Octave - x) * (p.Level - y)) / points.Sum(p => (p.Octave - x) * (p.Octave - x));
    }

    /// <summary>The geometric mean of the power from one frequency to another as a share of the mean: 1 for what is flat, near 0 for a few lines.</summary>
    public double Flatness(double low, double high)
    {
        var bins = Bins(low, high).ToArray();
        return Math.Exp(bins.Average(static p => Math.Log(p + 1e-9))) / bins.Average();
    }

    private double Power(double low, double high) => Bins(low, high).Sum();

    private IEnumerable<double> Bins(double low, double high) => _power.Where((_, bin) => bin * _hertz >= low && bin * _hertz < high).Select(static p => (double)p);
}
