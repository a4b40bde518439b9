namespace Orleans.Video.Learning.Starter.Pictures;

/// <summary>Vectors of pictures that were encoded once, and their classes.</summary>
/// <param name="Vectors"><c>float[N][D]</c>, rows of length one.</param>
/// <param name="Labels">The class of each.</param>
internal sealed record PictureVectors(IReadOnlyList<float[]> Vectors, IReadOnlyList<int> Labels)
{
    /// <summary>N.</summary>
    public int Count => Vectors.Count;

    /// <summary>D.</summary>
    public int Width => Vectors[0].Length;

    /// <summary>A vector.</summary>
    public float[] this[int picture] => Vectors[picture];
}
