namespace Orleans.Video.Learning.Data.Pictures;

/// <summary>Labelled pictures of one size, all in memory.</summary>
public sealed class PictureSet
{
    private readonly byte[] _pixels;
    private readonly int[] _labels;
    private readonly int[] _places;

    internal PictureSet(byte[] pixels, int width, int height, int[] labels, int[]? places = null)
    {
        _pixels = pixels;
        _labels = labels;
        _places = places ?? [.. Enumerable.Range(0, labels.Length)];
        Width = width;
        Height = height;
        if (_places.Length != labels.Length || (long)pixels.Length < labels.LongLength * PictureBytes) throw new ArgumentException("pictures and labels differ in number", nameof(labels));
    }

    /// <summary>N.</summary>
    public int Count => _labels.Length;

    /// <summary>Pixels a row, W.</summary>
    public int Width { get; }

    /// <summary>Rows, H.</summary>
    public int Height { get; }

    /// <summary>Bytes of a picture: H × W × 3.</summary>
    public int PictureBytes => Width * Height * 3;

    /// <summary>The label of each picture, <c>[N]</c>.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>A picture as <c>uint8[H, W, 3]</c>, RGB, top row first.</summary>
    public ReadOnlySpan<byte> Pixels(int picture) => _pixels.AsSpan(_places[picture] * PictureBytes, PictureBytes);

    /// <summary>Some of the pictures, without a copy of their pixels.</summary>
    /// <param name="pictures">Their indexes here, in the order that they get there.</param>
    public PictureSet Take(IEnumerable<int> pictures)
    {
        int[] taken = [.. pictures];
        return new PictureSet(_pixels, Width, Height, Array.ConvertAll(taken, at => _labels[at]), Array.ConvertAll(taken, at => _places[at]));
    }
}
