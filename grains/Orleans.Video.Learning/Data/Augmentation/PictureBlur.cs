using System.Numerics.Tensors;

namespace Orleans.Video.Learning.Data.Augmentation;

/// <summary>Blurs planes with a bell curve, rows and columns apart; edges are repeated. Keeps its scratch memory; one thread at a time.</summary>
internal sealed class PictureBlur(int width, int height)
{
    private float[] _padded = [];
    private float[] _result = [];

    /// <summary>Blurs one plane in place.</summary>
    /// <param name="plane"><c>float[height, width]</c>.</param>
    /// <param name="deviation">The curve's deviation in pixels, above 0.</param>
    public void Blur(Span<float> plane, float deviation)
    {
        var reach = (int)Math.Ceiling(3 * deviation);
        Span<float> weights = stackalloc float[2 * reach + 1];
        for (var i = 0; i < weights.Length; i++) weights[i] = MathF.Exp(-(i - reach) * (i - reach) / (2 * deviation * deviation));
        TensorPrimitives.Divide(weights, TensorPrimitives.Sum<float>(weights), weights);

        var longest = Math.Max(width + 2 * reach, width * height);
        if (_padded.Length < longest) _padded = new float[longest];
        if (_result.Length < longest) _result = new float[longest];
        var padded = _padded.AsSpan(0, width + 2 * reach);
        for (var y = 0; y < height; y++)
        {
            var row = plane.Slice(y * width, width);
            padded[..reach].Fill(row[0]);
            row.CopyTo(padded[reach..]);
            padded[(reach + width)..].Fill(row[^1]);
            row.Clear();
            for (var i = 0; i < weights.Length; i++) TensorPrimitives.MultiplyAdd(padded.Slice(i, width), weights[i], row, row);
        }

        var result = _result.AsSpan(0, width * height);
        result.Clear();
        for (var y = 0; y < height; y++)
        {
            var row = result.Slice(y * width, width);
            for (var i = 0; i < weights.Length; i++)
            {
                var from = Math.Clamp(y + i - reach, 0, height - 1);
                TensorPrimitives.MultiplyAdd(plane.Slice(from * width, width), weights[i], row, row);
            }
        }

        result.CopyTo(plane);
    }
}
