using System.Numerics.Tensors;

namespace Orleans.Video.Learning.Data.Augmentation;

/// <summary>
/// Scales a part of a picture to a size: bilinear when it enlarges, with a triangle as wide as the step when it shrinks, so that nothing flickers.
/// Keeps its scratch memory; one thread at a time.
/// </summary>
internal sealed class PictureScaler(int width, int height)
{
    private readonly Axis _across = new(width);
    private readonly Axis _down = new(height);
    private float[] _rows = [];
    private float[] _line = [];

    /// <summary>Scales.</summary>
    /// <param name="source"><c>uint8[sourceHeight, sourceWidth, 3]</c>.</param>
    /// <param name="sourceWidth">Pixels a row there.</param>
    /// <param name="sourceHeight">Rows there.</param>
    /// <param name="crop">The part that is taken, within the picture.</param>
    /// <param name="isFlipped">Whether left and right are exchanged.</param>
    /// <param name="planes"><c>float[3, height, width]</c>, 0–255.</param>
    public void Scale(ReadOnlySpan<byte> source, int sourceWidth, int sourceHeight, CropArea crop, bool isFlipped, Span<float> planes)
    {
        if (source.Length != sourceWidth * sourceHeight * 3) throw new ArgumentException("the picture has another size", nameof(source));
        _down.Weigh(sourceHeight, crop.Top, crop.Height);
        _across.Weigh(sourceWidth, crop.Left, crop.Width);
        // Rows first: sums of whole rows go by vectors. Only the columns that count are touched.
        var first = _across.Starts[0];
        var length = (_across.Starts[width - 1] + _across.Taps - first) * 3;
        if (_line.Length < length) _line = new float[length];
        if (_rows.Length < length) _rows = new float[length];
        var line = _line.AsSpan(0, length);
        var row = _rows.AsSpan(0, length);
        for (var y = 0; y < height; y++)
        {
            row.Clear();
            for (var tap = 0; tap < _down.Taps; tap++)
            {
                var weight = _down.Weights[y * _down.Taps + tap];
                if (weight == 0) continue;
                TensorPrimitives.ConvertTruncating<byte, float>(source.Slice(((_down.Starts[y] + tap) * sourceWidth + first) * 3, length), line);
                TensorPrimitives.MultiplyAdd(line, weight, row, row);
            }

            Across(row, first, isFlipped, planes[(y * width)..]);
        }
    }

    private void Across(ReadOnlySpan<float> row, int first, bool isFlipped, Span<float> planes)
    {
        var plane = width * height;
        var taps = _across.Taps;
        for (var x = 0; x < width; x++)
        {
            float red = 0, green = 0, blue = 0;
            var weights = _across.Weights.AsSpan(x * taps, taps);
            var pixels = row.Slice((_across.Starts[x] - first) * 3, taps * 3);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                red += weights[tap] * pixels[tap * 3];
                green += weights[tap] * pixels[tap * 3 + 1];
                blue += weights[tap] * pixels[tap * 3 + 2];
            }

            var target = isFlipped ? width - 1 - x : x;
            planes[target] = red;
            planes[plane + target] = green;
            planes[2 * plane + target] = blue;
        }
    }

    /// <summary>For each new place on an axis the first old one that counts, and the weights from there on.</summary>
    private sealed class Axis(int size)
    {
        public int[] Starts { get; } = new int[size];

        public float[] Weights { get; private set; } = [];

        public int Taps { get; private set; }

        public void Weigh(int sourceSize, double from, double length)
        {
            var step = length / size;
            var reach = Math.Max(1, step);
            Taps = Math.Min(sourceSize, (int)Math.Ceiling(2 * reach) + 1);
            if (Weights.Length < size * Taps) Weights = new float[size * Taps];
            for (var i = 0; i < size; i++)
            {
                // At the edges the outermost pixel stands for those that are not there, which is to take the place at the edge.
                var place = Math.Clamp(from + (i + 0.5) * step - 0.5, 0, sourceSize - 1);
                var start = Math.Clamp((int)Math.Ceiling(place - reach), 0, sourceSize - Taps);
                Starts[i] = start;
                var weights = Weights.AsSpan(i * Taps, Taps);
                var sum = 0f;
                for (var tap = 0; tap < Taps; tap++) sum += weights[tap] = (float)Math.Max(0, 1 - Math.Abs(start + tap - place) / reach);
                for (var tap = 0; tap < Taps; tap++) weights[tap] /= sum;
            }
        }
    }
}
