using System.Numerics;

namespace Orleans.Video.Retrieval.Vectors;

/// <summary>
/// The rows of up to 64 neighbouring seconds of a video, without gaps in memory: bit i of <see cref="Present"/> says that second
/// (first + i) has a row, and rows lie in the order of their seconds. The array is always exactly as long as its rows; a longer one
/// replaces it when seconds are added, and the old one is zeroed.
/// </summary>
internal sealed class VectorBlock
{
    /// <summary>Which seconds have a row.</summary>
    public ulong Present { get; private set; }

    /// <summary><c>float[PopCount(Present), width]</c>.</summary>
    public float[] Rows { get; private set; } = [];

    public int Count => BitOperations.PopCount(Present);

    /// <summary>Puts consecutive rows from second <paramref name="offset"/> of the block on; rows that are there are replaced.</summary>
    public void Put(int offset, ReadOnlySpan<float> rows, int width)
    {
        var count = rows.Length / width;
        var added = (count == 64 ? ulong.MaxValue : (1UL << count) - 1) << offset;
        var before = BitOperations.PopCount(Present & ((1UL << offset) - 1));
        if ((Present & added) == added)
        {
            rows.CopyTo(Rows.AsSpan(before * width));
            return;
        }

        var replaced = BitOperations.PopCount(Present & added);
        var old = Rows;
        var grown = new float[(Count - replaced + count) * width];
        old.AsSpan(0, before * width).CopyTo(grown);
        rows.CopyTo(grown.AsSpan(before * width));
        old.AsSpan((before + replaced) * width).CopyTo(grown.AsSpan((before + count) * width));
        Rows = grown;
        Present |= added;
        Array.Clear(old);
    }

    /// <summary>The second, counted from the block's first, of a row.</summary>
    public int SecondOf(int row)
    {
        var rest = Present;
        for (; row > 0; row--) rest &= rest - 1;
        return BitOperations.TrailingZeroCount(rest);
    }

    public void Erase()
    {
        Array.Clear(Rows);
        Rows = [];
        Present = 0;
    }
}
