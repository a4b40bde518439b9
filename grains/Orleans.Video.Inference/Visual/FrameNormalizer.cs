using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Orleans.Video.Inference.Visual;

/// <summary>Turns interleaved bytes <c>[frames, H, W, 3]</c> (RGB) into planes of numbers <c>[frames, 3, H, W]</c>: (byte × scale − mean) ÷ std.</summary>
internal sealed class FrameNormalizer
{
    private const int Block = 16;

    private readonly int _pixels;
    private readonly float[] _factors = new float[3];
    private readonly float[] _offsets = new float[3];
    private readonly int[] _planes;

    /// <param name="pixels">Pixels of a frame, H × W.</param>
    /// <param name="channels">Order of the planes that come out, <c>RGB</c> or <c>BGR</c>.</param>
    /// <param name="scale">What a byte is multiplied with.</param>
    /// <param name="mean">Taken off after that, in the order of <paramref name="channels"/>.</param>
    /// <param name="std">Divided by after that, in the order of <paramref name="channels"/>.</param>
    public FrameNormalizer(int pixels, string channels, float scale, ReadOnlySpan<float> mean, ReadOnlySpan<float> std)
    {
        _pixels = pixels;
        _planes = channels == "BGR" ? [2, 1, 0] : [0, 1, 2];
        for (var colour = 0; colour < 3; colour++)
        {
            var plane = _planes[colour];
            _factors[colour] = scale / std[plane];
            _offsets[colour] = -mean[plane] / std[plane];
        }
    }

    /// <summary>Normalises whole frames.</summary>
    /// <param name="bytes"><c>byte [frames, H, W, 3]</c>.</param>
    /// <param name="planes"><c>float [frames, 3, H, W]</c>, as many numbers as there are bytes.</param>
    public void Normalize(ReadOnlySpan<byte> bytes, Span<float> planes)
    {
        var frame = _pixels * 3;
        if (bytes.Length != planes.Length || bytes.Length % frame != 0) throw new ArgumentException("frames and planes differ in size", nameof(planes));
        for (var at = 0; at < bytes.Length; at += frame) NormalizeFrame(bytes.Slice(at, frame), planes.Slice(at, frame));
    }

    private void NormalizeFrame(ReadOnlySpan<byte> bytes, Span<float> planes)
    {
        var red = planes.Slice(_planes[0] * _pixels, _pixels);
        var green = planes.Slice(_planes[1] * _pixels, _pixels);
        var blue = planes.Slice(_planes[2] * _pixels, _pixels);
        var pixel = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref var source = ref MemoryMarshal.GetReference(bytes);
            for (; pixel <= _pixels - Block; pixel += Block)
            {
                // Sixteen pixels lie in three registers; each colour is gathered by one shuffle of each, where an index above 15 gives zero.
                var a = Vector128.LoadUnsafe(ref source, (nuint)(pixel * 3));
                var b = Vector128.LoadUnsafe(ref source, (nuint)(pixel * 3 + 16));
                var c = Vector128.LoadUnsafe(ref source, (nuint)(pixel * 3 + 32));
                const byte x = 255;
                Widen(
                    Vector128.Shuffle(a, Vector128.Create((byte)0, 3, 6, 9, 12, 15, x, x, x, x, x, x, x, x, x, x))
                    | Vector128.Shuffle(b, Vector128.Create(x, x, x, x, x, x, 2, 5, 8, 11, 14, x, x, x, x, x))
                    | Vector128.Shuffle(c, Vector128.Create(x, x, x, x, x, x, x, x, x, x, x, 1, 4, 7, 10, 13)), 0, red[pixel..]);
                Widen(
                    Vector128.Shuffle(a, Vector128.Create((byte)1, 4, 7, 10, 13, x, x, x, x, x, x, x, x, x, x, x))
                    | Vector128.Shuffle(b, Vector128.Create(x, x, x, x, x, 0, 3, 6, 9, 12, 15, x, x, x, x, x))
                    | Vector128.Shuffle(c, Vector128.Create(x, x, x, x, x, x, x, x, x, x, x, 2, 5, 8, 11, 14)), 1, green[pixel..]);
                Widen(
                    Vector128.Shuffle(a, Vector128.Create((byte)2, 5, 8, 11, 14, x, x, x, x, x, x, x, x, x, x, x))
                    | Vector128.Shuffle(b, Vector128.Create(x, x, x, x, x, 1, 4, 7, 10, 13, x, x, x, x, x, x))
                    | Vector128.Shuffle(c, Vector128.Create(x, x, x, x, x, x, x, x, x, x, 0, 3, 6, 9, 12, 15)), 2, blue[pixel..]);
            }
        }

        for (; pixel < _pixels; pixel++)
        {
            red[pixel] = bytes[pixel * 3] * _factors[0] + _offsets[0];
            green[pixel] = bytes[pixel * 3 + 1] * _factors[1] + _offsets[1];
            blue[pixel] = bytes[pixel * 3 + 2] * _factors[2] + _offsets[2];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Widen(Vector128<byte> colour, int index, Span<float> plane)
    {
        var factor = Vector128.Create(_factors[index]);
        var offset = Vector128.Create(_offsets[index]);
        var (low, high) = Vector128.Widen(colour);
        var (first, second) = Vector128.Widen(low);
        var (third, fourth) = Vector128.Widen(high);
        ref var target = ref MemoryMarshal.GetReference(plane[..Block]);
        (Vector128.ConvertToSingle(first.AsInt32()) * factor + offset).StoreUnsafe(ref target);
        (Vector128.ConvertToSingle(second.AsInt32()) * factor + offset).StoreUnsafe(ref target, 4);
        (Vector128.ConvertToSingle(third.AsInt32()) * factor + offset).StoreUnsafe(ref target, 8);
        (Vector128.ConvertToSingle(fourth.AsInt32()) * factor + offset).StoreUnsafe(ref target, 12);
    }
}
