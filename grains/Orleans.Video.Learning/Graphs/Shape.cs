using System.Collections;
using System.Runtime.CompilerServices;

namespace Orleans.Video.Learning.Graphs;

/// <summary>The sizes of a tensor's axes, outermost first; none for a single number. It never changes.</summary>
[CollectionBuilder(typeof(Shape), nameof(Of))]
public sealed class Shape : IReadOnlyList<int>, IEquatable<Shape>
{
    private const long MostElements = 1L << 31;

    private readonly int[] _sizes;

    private Shape(int[] sizes) => _sizes = sizes;

    /// <summary>The shape of one number.</summary>
    public static Shape Scalar { get; } = new([]);

    /// <summary>How many axes there are.</summary>
    public int Rank => _sizes.Length;

    /// <summary>How many numbers a tensor of this shape holds.</summary>
    public int Elements => (int)_sizes.Aggregate(1L, static (a, b) => a * b);

    /// <inheritdoc/>
    public int Count => _sizes.Length;

    /// <summary>The size of an axis; negative counts from the last.</summary>
    public int this[int index] => _sizes[index < 0 ? index + _sizes.Length : index];

    /// <summary>The sizes as ONNX writes them.</summary>
    public long[] Longs => [.. _sizes.Select(static s => (long)s)];

    /// <summary>A shape of the given sizes.</summary>
    /// <exception cref="GraphException">A size is below 1, or all together are more than 2³¹ numbers.</exception>
    public static Shape Of(params ReadOnlySpan<int> sizes)
    {
        if (sizes.IsEmpty) return Scalar;
        var elements = 1L;
        foreach (var size in sizes)
        {
            if (size < 1) throw new GraphException($"[{string.Join(", ", sizes.ToArray())}] has an axis without elements");
            elements *= size;
            if (elements >= MostElements) throw new GraphException($"[{string.Join(", ", sizes.ToArray())}] holds more than {MostElements} numbers");
        }

        return new Shape(sizes.ToArray());
    }

    /// <summary>The shape that two give together: axes are compared from the last, and an axis of one is repeated.</summary>
    /// <exception cref="GraphException">Two sizes differ and neither is one.</exception>
    public static Shape Broadcast(Shape left, Shape right)
    {
        if (left.Equals(right)) return left;
        var sizes = new int[Math.Max(left.Rank, right.Rank)];
        for (var i = 1; i <= sizes.Length; i++)
        {
            var (a, b) = (i <= left.Rank ? left[^i] : 1, i <= right.Rank ? right[^i] : 1);
            if (a != b && a != 1 && b != 1) throw new GraphException($"{left} and {right} do not fit: {a} and {b} differ and neither is 1");
            sizes[^i] = a == 1 ? b : a;
        }

        return new Shape(sizes);
    }

    /// <summary>An axis counted from the first.</summary>
    /// <exception cref="GraphException">There is no such axis.</exception>
    public int Axis(int axis)
    {
        var found = axis < 0 ? axis + Rank : axis;
        return found >= 0 && found < Rank ? found : throw new GraphException($"{this} has no axis {axis}");
    }

    /// <summary>Axes counted from the first, in order, each once; all of them where none is given.</summary>
    /// <exception cref="GraphException">There is no such axis.</exception>
    public int[] Axes(params ReadOnlySpan<int> axes)
    {
        if (axes.IsEmpty) return [.. Enumerable.Range(0, Rank)];
        var found = new int[axes.Length];
        for (var i = 0; i < axes.Length; i++) found[i] = Axis(axes[i]);
        return [.. found.Distinct().Order()];
    }

    /// <summary>The shape with one size changed.</summary>
    public Shape With(int axis, int size)
    {
        var sizes = _sizes.ToArray();
        sizes[Axis(axis)] = size;
        return Of(sizes);
    }

    /// <summary>The shape with an axis of one put in before <paramref name="axis"/>.</summary>
    public Shape Insert(int axis) => Of([.. _sizes.Take(axis), 1, .. _sizes.Skip(axis)]);

    /// <summary>Some of the sizes, as a shape.</summary>
    public Shape Slice(int start, int length) => Of(_sizes.AsSpan(start, length));

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && _sizes.AsSpan().SequenceEqual(other._sizes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => _sizes.Aggregate(17, static (hash, size) => HashCode.Combine(hash, size));

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_sizes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As people write it: <c>[8, 3, 64, 64]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", _sizes)}]";
}
