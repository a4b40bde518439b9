using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Orleans.Video.Retrieval.Vectors;

/// <summary>
/// Inner products of one query with many rows. Memory is read strictly forwards, one row after another with four sums each: reading four
/// rows side by side, which saves loads of the query, was half as fast because it defeats the hardware's prefetching. Every row is summed
/// in the same order wherever it lies: equal rows have equal scores to the last bit, and ties stay ties.
/// </summary>
internal static class DotProduct
{
    // Vector256<float>.Count, as a constant.
    private const int Step = 8;

    /// <summary>Writes the products of <paramref name="query"/> (<c>[width]</c>) with <paramref name="rows"/> (<c>[n, width]</c>) to <paramref name="scores"/> (<c>[n]</c>).</summary>
    public static void Many(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> scores)
    {
        var width = query.Length;
        // Below, references are not checked: this is what keeps them inside.
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Length, (long)width * scores.Length, nameof(rows));
        ref var q = ref MemoryMarshal.GetReference(query);
        ref var r = ref MemoryMarshal.GetReference(rows);
        for (var row = 0; row < scores.Length; row++)
        {
            var (sum0, sum1, sum2, sum3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            var i = 0;
            for (; i + 4 * Step <= width; i += 4 * Step)
            {
                sum0 = Add(sum0, ref q, ref r, i);
                sum1 = Add(sum1, ref q, ref r, i + Step);
                sum2 = Add(sum2, ref q, ref r, i + 2 * Step);
                sum3 = Add(sum3, ref q, ref r, i + 3 * Step);
            }

            for (; i + Step <= width; i += Step) sum0 = Add(sum0, ref q, ref r, i);
            var sum = sum0 + sum1 + (sum2 + sum3);
            var score = Vector128.Sum(sum.GetLower() + sum.GetUpper());
            for (; i < width; i++) score = MathF.FusedMultiplyAdd(Unsafe.Add(ref q, i), Unsafe.Add(ref r, i), score);
            scores[row] = score;
            r = ref Unsafe.Add(ref r, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Add(Vector256<float> sum, ref float query, ref float row, int at) =>
        Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref query, (nuint)at), Vector256.LoadUnsafe(ref row, (nuint)at), sum);
}
