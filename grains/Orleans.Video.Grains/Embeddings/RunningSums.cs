using System.Numerics.Tensors;
using Orleans.Video.Embeddings;

namespace Orleans.Video.Grains.Embeddings;

/// <summary>Sums over all segments so far, from which the vectors of the whole video follow.</summary>
/// <param name="Seconds">Seconds so far.</param>
/// <param name="Visual">Sum of the visual vectors, <c>double[Dv]</c>.</param>
/// <param name="Audio">Sum of the audio vectors, <c>double[Da]</c>.</param>
/// <param name="FusionState">What the fusion encoder's next step needs; null when the set has none.</param>
/// <param name="Pooled">The fused vector so far; null when the set has none.</param>
internal sealed record RunningSums(int Seconds, double[] Visual, double[] Audio, float[]? FusionState, float[]? Pooled)
{
    /// <summary>The sums before the first segment.</summary>
    public static readonly RunningSums Zero = new(0, [], [], null, null);

    /// <summary>The sums with a further segment, once it is fused.</summary>
    public RunningSums Add(SegmentVectors segment, float[]? fusionState, float[]? pooled)
    {
        var seconds = segment.VideoPresent.Length;
        return new RunningSums(Seconds + seconds, Sum(Visual, segment.Visual, seconds), Sum(Audio, segment.Audio, seconds), fusionState, pooled);
    }

    /// <summary>The L2-normalised direction of a sum; null when nothing was added to it.</summary>
    public static float[]? Direction(double[] sum)
    {
        var length = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(sum));
        return sum.Length == 0 || length < 1e-12 ? null : Array.ConvertAll(sum, value => (float)(value / length));
    }

    private static double[] Sum(double[] sum, float[] rows, int seconds)
    {
        if (seconds == 0 || rows.Length == 0) return sum;
        var width = rows.Length / seconds;
        var result = sum.Length == 0 ? new double[width] : (double[])sum.Clone();
        for (var i = 0; i < rows.Length; i++) result[i % width] += rows[i];
        return result;
    }
}
