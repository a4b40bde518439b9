using System.Numerics;
using System.Runtime.InteropServices;

namespace Orleans.Video.Retrieval.Vectors;

/// <summary>
/// Inner products of one query with many rows. Four rows share each load of the query and hide each other's latency, so that memory is
/// the limit. Every row is summed in the same order wherever it lies: equal rows have equal scores to the last bit, and ties stay ties.
/// </summary>
internal static class DotProduct
{
    /// <summary>Writes the products of <paramref name="query"/> (<c>[width]</c>) with <paramref name="rows"/> (<c>[n, width]</c>) to <paramref name="scores"/> (<c>[n]</c>).</summary>
    public static void Many(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> scores)
    {
        var width = query.Length;
        var row = 0;
        for (; row + 4 <= scores.Length; row += 4) Four(query, rows.Slice(row * width, 4 * width), scores.Slice(row, 4));
        for (; row < scores.Length; row++) scores[row] = One(query, rows.Slice(row * width, width));
    }

    private static void Four(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> scores)
    {
        var width = query.Length;
        ref var q = ref MemoryMarshal.GetReference(query);
        ref var r = ref MemoryMarshal.GetReference(rows);
        var step = Vector<float>.Count;
        var (sum0, sum1, sum2, sum3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var i = 0;
        for (; i + step <= width; i += step)
        {
            var part = Vector.LoadUnsafe(ref q, (nuint)i);
            sum0 = Vector.FusedMultiplyAdd(part, Vector.LoadUnsafe(ref r, (nuint)i), sum0);
            sum1 = Vector.FusedMultiplyAdd(part, Vector.LoadUnsafe(ref r, (nuint)(width + i)), sum1);
            sum2 = Vector.FusedMultiplyAdd(part, Vector.LoadUnsafe(ref r, (nuint)(2 * width + i)), sum2);
            sum3 = Vector.FusedMultiplyAdd(part, Vector.LoadUnsafe(ref r, (nuint)(3 * width + i)), sum3);
        }

        scores[0] = Finish(sum0, query[i..], rows[i..width]);
        scores[1] = Finish(sum1, query[i..], rows[(width + i)..(2 * width)]);
        scores[2] = Finish(sum2, query[i..], rows[(2 * width + i)..(3 * width)]);
        scores[3] = Finish(sum3, query[i..], rows[(3 * width + i)..]);
    }

    private static float One(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        ref var q = ref MemoryMarshal.GetReference(query);
        ref var r = ref MemoryMarshal.GetReference(row);
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i + Vector<float>.Count <= query.Length; i += Vector<float>.Count)
            sum = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref q, (nuint)i), Vector.LoadUnsafe(ref r, (nuint)i), sum);
        return Finish(sum, query[i..], row[i..]);
    }

    private static float Finish(Vector<float> sum, ReadOnlySpan<float> queryRest, ReadOnlySpan<float> rowRest)
    {
        var total = Vector.Sum(sum);
        for (var i = 0; i < queryRest.Length; i++) total = MathF.FusedMultiplyAdd(queryRest[i], rowRest[i], total);
        return total;
    }
}
