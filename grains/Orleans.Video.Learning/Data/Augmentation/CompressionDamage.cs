using System.Runtime.Intrinsics;

namespace Orleans.Video.Learning.Data.Augmentation;

/// <summary>
/// What JPEG and its like do to a picture: blocks of 8×8 rounded in the cosine domain, colours at half the resolution. Tables of ITU-T T.81,
/// annex K; their scaling by quality is that of the Independent JPEG Group. Keeps its scratch memory; one thread at a time.
/// </summary>
internal sealed class CompressionDamage
{
    private const int Side = 8;

    private static readonly float[] LumaTable =
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ];

    private static readonly float[] ChromaTable =
    [
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ];

    // Row k is the k-th cosine, orthonormal; and the same transposed.
    private static readonly float[] Cosines = MakeCosines(isTransposed: false);
    private static readonly float[] CosinesTransposed = MakeCosines(isTransposed: true);

    private readonly int _width;
    private readonly int _height;
    private readonly int _lumaWidth;
    private readonly int _chromaWidth;
    private readonly float[] _luma;
    private readonly float[] _blue;
    private readonly float[] _red;
    private readonly float[] _steps = new float[Side * Side];
    private readonly float[] _block = new float[Side * Side];
    private readonly float[] _half = new float[Side * Side];

    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    public CompressionDamage(int width, int height)
    {
        (_width, _height) = (width, height);
        // Sixteen pixels are two blocks of brightness and one of colour: other sizes are filled up with their edges.
        _lumaWidth = (width + 15) / 16 * 16;
        var lumaHeight = (height + 15) / 16 * 16;
        _chromaWidth = _lumaWidth / 2;
        _luma = new float[_lumaWidth * lumaHeight];
        _blue = new float[_luma.Length / 4];
        _red = new float[_luma.Length / 4];
    }

    /// <summary>Damages a picture in place.</summary>
    /// <param name="planes"><c>float[3, H, W]</c>, 0–255.</param>
    /// <param name="quality">1 (worst) to 100.</param>
    public void Damage(Span<float> planes, int quality)
    {
        Split(planes);
        Round(_luma, _lumaWidth, LumaTable, quality);
        Round(_blue, _chromaWidth, ChromaTable, quality);
        Round(_red, _chromaWidth, ChromaTable, quality);
        Join(planes);
    }

    // ITU-T T.871: full-range YCbCr, here with all three about zero.
    private void Split(ReadOnlySpan<float> planes)
    {
        var plane = _width * _height;
        Array.Clear(_blue);
        Array.Clear(_red);
        for (var y = 0; y < _luma.Length / _lumaWidth; y++)
        {
            var from = Math.Min(y, _height - 1) * _width;
            for (var x = 0; x < _lumaWidth; x++)
            {
                var at = from + Math.Min(x, _width - 1);
                float r = planes[at], g = planes[plane + at], b = planes[2 * plane + at];
                var luma = 0.299f * r + 0.587f * g + 0.114f * b;
                _luma[y * _lumaWidth + x] = luma - 128;
                var chroma = (y >> 1) * _chromaWidth + (x >> 1);
                _blue[chroma] += (b - luma) * (0.25f / 1.772f);
                _red[chroma] += (r - luma) * (0.25f / 1.402f);
            }
        }
    }

    private void Join(Span<float> planes)
    {
        var plane = _width * _height;
        for (var y = 0; y < _height; y++)
        {
            for (var x = 0; x < _width; x++)
            {
                var luma = _luma[y * _lumaWidth + x] + 128;
                var chroma = (y >> 1) * _chromaWidth + (x >> 1);
                float blue = _blue[chroma], red = _red[chroma];
                var at = y * _width + x;
                planes[at] = luma + 1.402f * red;
                planes[plane + at] = luma - 0.344136f * blue - 0.714136f * red;
                planes[2 * plane + at] = luma + 1.772f * blue;
            }
        }
    }

    private void Round(float[] plane, int width, float[] table, int quality)
    {
        var scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        for (var i = 0; i < _steps.Length; i++) _steps[i] = Math.Clamp((float)Math.Floor((table[i] * scale + 50) / 100), 1, 255);
        for (var top = 0; top < plane.Length; top += width * Side)
        {
            for (var left = 0; left < width; left += Side)
            {
                var at = top + left;
                for (var row = 0; row < Side; row++) Vector256.LoadUnsafe(ref plane[at + row * width]).StoreUnsafe(ref _block[row * Side]);
                Multiply(_block, CosinesTransposed, _half);
                Multiply(Cosines, _half, _block);
                for (var row = 0; row < _block.Length; row += Side)
                {
                    var step = Vector256.LoadUnsafe(ref _steps[row]);
                    (Vector256.Round(Vector256.LoadUnsafe(ref _block[row]) / step) * step).StoreUnsafe(ref _block[row]);
                }

                Multiply(_block, Cosines, _half);
                Multiply(CosinesTransposed, _half, _block);
                for (var row = 0; row < Side; row++) Vector256.LoadUnsafe(ref _block[row * Side]).StoreUnsafe(ref plane[at + row * width]);
            }
        }
    }

    private static void Multiply(float[] a, float[] b, float[] result)
    {
        for (var row = 0; row < Side * Side; row += Side)
        {
            var sum = Vector256<float>.Zero;
            for (var k = 0; k < Side; k++) sum += Vector256.Create(a[row + k]) * Vector256.LoadUnsafe(ref b[k * Side]);
            sum.StoreUnsafe(ref result[row]);
        }
    }

    private static float[] MakeCosines(bool isTransposed)
    {
        var cosines = new float[Side * Side];
        for (var k = 0; k < Side; k++)
        {
            for (var x = 0; x < Side; x++)
            {
                var value = (k == 0 ? Math.Sqrt(0.125) : 0.5) * Math.Cos((2 * x + 1) * k * Math.PI / 16);
                cosines[isTransposed ? x * Side + k : k * Side + x] = (float)value;
            }
        }

        return cosines;
    }
}
