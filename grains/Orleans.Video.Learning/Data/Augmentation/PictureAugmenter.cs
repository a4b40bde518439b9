using System.Numerics.Tensors;

namespace Orleans.Video.Learning.Data.Augmentation;

/// <summary>Applies changes to pictures. Keeps its scratch memory; one thread at a time.</summary>
internal sealed class PictureAugmenter(int width, int height)
{
    private readonly float[] _planes = new float[3 * height * width];
    private readonly float[] _mixed = new float[3 * height * width];
    private readonly PictureScaler _scaler = new(width, height);
    private readonly PictureBlur _blur = new(width, height);
    private readonly CompressionDamage _compression = new(width, height);

    /// <summary>Bytes of a picture that comes out.</summary>
    public int PictureBytes => _planes.Length;

    /// <summary>Changes a picture, in the order in which it happens to pictures in the world: light and lens, then what is laid over, then compression.</summary>
    /// <param name="change">What happens.</param>
    /// <param name="source"><c>uint8[sourceHeight, sourceWidth, 3]</c>.</param>
    /// <param name="sourceWidth">Pixels a row there.</param>
    /// <param name="sourceHeight">Rows there.</param>
    /// <param name="target"><c>uint8[height, width, 3]</c>.</param>
    public void Apply(PictureChange change, ReadOnlySpan<byte> source, int sourceWidth, int sourceHeight, Span<byte> target)
    {
        if (target.Length != _planes.Length) throw new ArgumentException("the picture that comes out has another size", nameof(target));
        var plane = width * height;
        var planes = _planes.AsSpan();
        _scaler.Scale(source, sourceWidth, sourceHeight, change.Crop, change.IsFlipped, planes);
        if (change.Colour is { } colour)
        {
            var mixed = _mixed.AsSpan();
            mixed.Fill(colour.Offset);
            for (var to = 0; to < 3; to++)
            {
                var sum = mixed.Slice(to * plane, plane);
                for (var from = 0; from < 3; from++) TensorPrimitives.MultiplyAdd(planes.Slice(from * plane, plane), colour.Factors[to * 3 + from], sum, sum);
            }

            TensorPrimitives.Clamp(mixed, 0f, 255f, planes);
        }

        if (change.Blur > 0)
            for (var at = 0; at < 3; at++) _blur.Blur(planes.Slice(at * plane, plane), change.Blur);
        PictureOverlay.Draw(change.Overlay, change.OverlaySeed, planes, width, height);
        if (change.Quality > 0) _compression.Damage(planes, change.Quality);

        // Rounds as it truncates; what compression pushed out of range is cut.
        TensorPrimitives.Add(planes, 0.5f, planes);
        TensorPrimitives.Clamp(planes, 0f, 255f, planes);
        for (var i = 0; i < plane; i++)
        {
            target[i * 3] = (byte)planes[i];
            target[i * 3 + 1] = (byte)planes[plane + i];
            target[i * 3 + 2] = (byte)planes[2 * plane + i];
        }
    }
}
