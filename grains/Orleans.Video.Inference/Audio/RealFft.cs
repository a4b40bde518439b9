namespace Orleans.Video.Inference.Audio;

/// <summary>
/// The power spectrum of real samples of any even length. Two neighbouring samples make one complex number, so a transform of half the length suffices;
/// that one is a Stockham transform with a stage for each factor, where each stage leaves its results in order. Built once, then nothing is allocated.
/// </summary>
internal sealed class RealFft
{
    private readonly int _half;
    private readonly Stage[] _stages;
    private readonly float[] _twiddleCos;
    private readonly float[] _twiddleSin;
    private float[] _re;
    private float[] _im;
    private float[] _otherRe;
    private float[] _otherIm;

    /// <param name="length">Samples of a transform: even, at least 4.</param>
    public RealFft(int length)
    {
        if (length < 4 || length % 2 != 0) throw new ArgumentOutOfRangeException(nameof(length), length, "must be even and at least 4");
        Length = length;
        _half = length / 2;
        (_re, _im, _otherRe, _otherIm) = (new float[_half], new float[_half], new float[_half], new float[_half]);
        _stages = [.. Stages(_half)];
        _twiddleCos = new float[_half + 1];
        _twiddleSin = new float[_half + 1];
        for (var k = 0; k <= _half; k++)
        {
            var (sin, cos) = Math.SinCos(-2 * Math.PI * k / length);
            _twiddleCos[k] = (float)cos;
            _twiddleSin[k] = (float)sin;
        }
    }

    /// <summary>Samples of a transform.</summary>
    public int Length { get; }

    /// <summary>|X[k]|² for k from 0 to length ÷ 2.</summary>
    /// <param name="samples">As many as <see cref="Length"/>, windowed.</param>
    /// <param name="power">Length ÷ 2 + 1 numbers.</param>
    public void Power(ReadOnlySpan<float> samples, Span<float> power)
    {
        for (var i = 0; i < _half; i++)
        {
            _re[i] = samples[2 * i];
            _im[i] = samples[2 * i + 1];
        }

        foreach (var stage in _stages)
        {
            stage.Apply(_re, _im, _otherRe, _otherIm);
            (_re, _otherRe) = (_otherRe, _re);
            (_im, _otherIm) = (_otherIm, _im);
        }

        // The transforms of the even and the odd samples are the symmetric and the antisymmetric part of what came out.
        for (var k = 0; k <= _half; k++)
        {
            var a = k == _half ? 0 : k;
            var b = k == 0 ? 0 : _half - k;
            var evenRe = 0.5f * (_re[a] + _re[b]);
            var evenIm = 0.5f * (_im[a] - _im[b]);
            var oddRe = 0.5f * (_im[a] + _im[b]);
            var oddIm = 0.5f * (_re[b] - _re[a]);
            var re = evenRe + _twiddleCos[k] * oddRe - _twiddleSin[k] * oddIm;
            var im = evenIm + _twiddleCos[k] * oddIm + _twiddleSin[k] * oddRe;
            power[k] = re * re + im * im;
        }
    }

    private static IEnumerable<Stage> Stages(int length)
    {
        var stride = 1;
        for (var rest = length; rest > 1;)
        {
            var radix = rest % 4 == 0 ? 4 : SmallestFactor(rest);
            yield return new Stage(radix, rest, stride);
            rest /= radix;
            stride *= radix;
        }
    }

    private static int SmallestFactor(int number)
    {
        for (var factor = 2; factor * factor <= number; factor++)
            if (number % factor == 0) return factor;
        return number;
    }

    /// <summary>One pass: butterflies of <c>radix</c> points over sub-transforms of length <c>length</c>, of which <c>stride</c> run side by side.</summary>
    private sealed class Stage
    {
        private readonly int _radix;
        private readonly int _count;
        private readonly int _stride;
        private readonly float[] _cos;
        private readonly float[] _sin;
        private readonly float[] _rootCos;
        private readonly float[] _rootSin;

        public Stage(int radix, int length, int stride)
        {
            _radix = radix;
            _count = length / radix;
            _stride = stride;
            _cos = new float[_count * radix];
            _sin = new float[_count * radix];
            for (var p = 0; p < _count; p++)
            {
                for (var r = 0; r < radix; r++)
                {
                    var (sin, cos) = Math.SinCos(-2 * Math.PI * ((long)p * r % length) / length);
                    _cos[p * radix + r] = (float)cos;
                    _sin[p * radix + r] = (float)sin;
                }
            }

            _rootCos = new float[radix];
            _rootSin = new float[radix];
            for (var r = 0; r < radix; r++)
            {
                var (sin, cos) = Math.SinCos(-2 * Math.PI * r / radix);
                _rootCos[r] = (float)cos;
                _rootSin[r] = (float)sin;
            }
        }

        public void Apply(float[] re, float[] im, float[] toRe, float[] toIm)
        {
            if (_radix == 4) ApplyFour(re, im, toRe, toIm);
            else ApplyAny(re, im, toRe, toIm);
        }

        private void ApplyFour(float[] re, float[] im, float[] toRe, float[] toIm)
        {
            var quarter = _count * _stride;
            for (var p = 0; p < _count; p++)
            {
                float c1 = _cos[p * 4 + 1], s1 = _sin[p * 4 + 1], c2 = _cos[p * 4 + 2], s2 = _sin[p * 4 + 2], c3 = _cos[p * 4 + 3], s3 = _sin[p * 4 + 3];
                for (var q = 0; q < _stride; q++)
                {
                    var i = p * _stride + q;
                    float re0 = re[i], im0 = im[i], re1 = re[i + quarter], im1 = im[i + quarter];
                    float re2 = re[i + 2 * quarter], im2 = im[i + 2 * quarter], re3 = re[i + 3 * quarter], im3 = im[i + 3 * quarter];
                    float aRe = re0 + re2, aIm = im0 + im2, bRe = re0 - re2, bIm = im0 - im2;
                    float cRe = re1 + re3, cIm = im1 + im3, dRe = im1 - im3, dIm = re3 - re1;
                    var o = 4 * p * _stride + q;
                    toRe[o] = aRe + cRe;
                    toIm[o] = aIm + cIm;
                    float xRe = bRe + dRe, xIm = bIm + dIm;
                    toRe[o + _stride] = xRe * c1 - xIm * s1;
                    toIm[o + _stride] = xRe * s1 + xIm * c1;
                    (xRe, xIm) = (aRe - cRe, aIm - cIm);
                    toRe[o + 2 * _stride] = xRe * c2 - xIm * s2;
                    toIm[o + 2 * _stride] = xRe * s2 + xIm * c2;
                    (xRe, xIm) = (bRe - dRe, bIm - dIm);
                    toRe[o + 3 * _stride] = xRe * c3 - xIm * s3;
                    toIm[o + 3 * _stride] = xRe * s3 + xIm * c3;
                }
            }
        }

        private void ApplyAny(float[] re, float[] im, float[] toRe, float[] toIm)
        {
            var part = _count * _stride;
            for (var p = 0; p < _count; p++)
            {
                for (var q = 0; q < _stride; q++)
                {
                    var from = p * _stride + q;
                    var to = _radix * p * _stride + q;
                    for (var r = 0; r < _radix; r++)
                    {
                        float sumRe = 0, sumIm = 0;
                        for (int j = 0, root = 0; j < _radix; j++)
                        {
                            float x = re[from + j * part], y = im[from + j * part];
                            sumRe += x * _rootCos[root] - y * _rootSin[root];
                            sumIm += x * _rootSin[root] + y * _rootCos[root];
                            root += r;
                            if (root >= _radix) root -= _radix;
                        }

                        float cos = _cos[p * _radix + r], sin = _sin[p * _radix + r];
                        toRe[to + r * _stride] = sumRe * cos - sumIm * sin;
                        toIm[to + r * _stride] = sumRe * sin + sumIm * cos;
                    }
                }
            }
        }
    }
}
