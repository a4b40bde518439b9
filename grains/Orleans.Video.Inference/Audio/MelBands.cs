using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Inference.Audio;

/// <summary>Triangular bands on the mel scale, each kept as the few bins under its triangle.</summary>
internal sealed class MelBands
{
    private readonly int[] _first;
    private readonly float[][] _weights;

    /// <param name="spec">Bands, scale and norm.</param>
    /// <param name="sampleRate">Samples a second.</param>
    public MelBands(MelSpec spec, int sampleRate)
    {
        var bins = spec.NFft / 2 + 1;
        var slaney = spec.Scale == "slaney";
        var (low, high) = (ToMel(spec.FMin, slaney), ToMel(spec.FMax, slaney));
        var edges = new double[spec.Mels + 2];
        for (var i = 0; i < edges.Length; i++) edges[i] = ToHertz(low + (high - low) * i / (spec.Mels + 1), slaney);
        _first = new int[spec.Mels];
        _weights = new float[spec.Mels][];
        for (var band = 0; band < spec.Mels; band++)
        {
            var (left, centre, right) = (edges[band], edges[band + 1], edges[band + 2]);
            var height = spec.Norm == "slaney" ? 2 / (right - left) : 1;
            var weights = new List<float>();
            for (var bin = 0; bin < bins; bin++)
            {
                var hertz = (double)bin * sampleRate / spec.NFft;
                var weight = Math.Min((hertz - left) / (centre - left), (right - hertz) / (right - centre));
                if (weight <= 0) continue;
                if (weights.Count == 0) _first[band] = bin;
                weights.Add((float)(weight * height));
            }

            _weights[band] = [.. weights];
        }
    }

    /// <summary>The number of bands.</summary>
    public int Count => _weights.Length;

    /// <summary>The power in a band.</summary>
    public float Sum(int band, ReadOnlySpan<float> power)
    {
        var weights = _weights[band];
        var bins = power.Slice(_first[band], weights.Length);
        var sum = 0f;
        for (var i = 0; i < weights.Length; i++) sum += weights[i] * bins[i];
        return sum;
    }

    // HTK: O'Shaughnessy's formula. Slaney's Auditory Toolbox: linear to 1 kHz, 27 steps a factor of 6.4 above.
    private static double ToMel(double hertz, bool slaney)
    {
        if (!slaney) return 2595 * Math.Log10(1 + hertz / 700);
        return hertz < 1000 ? hertz * 3 / 200 : 15 + Math.Log(hertz / 1000) * 27 / Math.Log(6.4);
    }

    private static double ToHertz(double mel, bool slaney)
    {
        if (!slaney) return 700 * (Math.Pow(10, mel / 2595) - 1);
        return mel < 15 ? mel * 200 / 3 : 1000 * Math.Exp((mel - 15) * Math.Log(6.4) / 27);
    }
}
