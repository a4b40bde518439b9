using System.Numerics;
using System.Numerics.Tensors;

namespace Orleans.Video.Learning.Data.Waves;

/// <summary>
/// Changes the sample rate by a windowed sinc, one set of weights for each place that a new sample can have between two old ones (polyphase).
/// Tones up to 0.42 of the lower rate keep their level to half a percent; those above half of it are gone. Safe for use by many at once.
/// </summary>
internal sealed class Resampler
{
    // Zero crossings of the sinc on each side.
    private const int Crossings = 24;

    private readonly int _up;
    private readonly int _down;
    private readonly int _taps;
    private readonly float[] _weights;

    /// <param name="from">Samples a second that there are, 1,000–192,000.</param>
    /// <param name="to">Samples a second that there shall be, 1,000–192,000.</param>
    public Resampler(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1_000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, 192_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, 1_000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, 192_000);
        var common = (int)BigInteger.GreatestCommonDivisor(from, to);
        _up = to / common;
        _down = from / common;
        // The cut lies a little below half of the lower rate, so that the filter is closed at it.
        var cut = 0.95 * Math.Min(1.0, (double)to / from);
        var half = Crossings / cut;
        _taps = 2 * (int)Math.Ceiling(half);
        _weights = new float[_up * _taps];
        for (var phase = 0; phase < _up; phase++) Weigh(_weights.AsSpan(phase * _taps, _taps), (double)phase / _up, cut, half);
    }

    /// <summary>The samples at the new rate: as long a sound, rounded up, beginning at the same moment.</summary>
    public short[] Resample(ReadOnlySpan<short> samples)
    {
        if (_up == _down) return samples.ToArray();
        var reach = _taps / 2;
        var padded = new float[samples.Length + 2 * reach];
        for (var i = 0; i < samples.Length; i++) padded[reach + i] = samples[i];
        var result = new short[(int)(((long)samples.Length * _up + _down - 1) / _down)];
        for (var i = 0; i < result.Length; i++)
        {
            var place = (long)i * _down;
            var first = (int)(place / _up) + 1;
            var sum = TensorPrimitives.Dot(padded.AsSpan(first, _taps), _weights.AsSpan((int)(place % _up) * _taps, _taps));
            result[i] = (short)Math.Clamp(MathF.Round(sum), short.MinValue, short.MaxValue);
        }

        return result;
    }

    // Weight k is for the old sample k + 1 − taps/2 after the one at or before the new sample's place.
    private static void Weigh(Span<float> weights, double fraction, double cut, double half)
    {
        var sum = 0.0;
        Span<double> exact = new double[weights.Length];
        for (var k = 0; k < exact.Length; k++)
        {
            var distance = k + 1 - exact.Length / 2 - fraction;
            var window = Math.Abs(distance) >= half ? 0 : 0.5 + 0.5 * Math.Cos(Math.PI * distance / half);
            exact[k] = (distance == 0 ? 1 : Math.Sin(Math.PI * cut * distance) / (Math.PI * cut * distance)) * window;
            sum += exact[k];
        }

        for (var k = 0; k < exact.Length; k++) weights[k] = (float)(exact[k] / sum);
    }
}
