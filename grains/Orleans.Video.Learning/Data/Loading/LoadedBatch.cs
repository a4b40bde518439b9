namespace Orleans.Video.Learning.Data.Loading;

/// <summary>What the numbers of an array are.</summary>
internal enum BatchElement
{
    /// <summary><c>float</c>.</summary>
    Float,

    /// <summary><c>long</c>.</summary>
    Long,
}

/// <summary>An array of every batch.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Element">What its numbers are.</param>
/// <param name="Shape">Its shape, the batch included.</param>
internal sealed record BatchArray(string Name, BatchElement Element, params long[] Shape)
{
    /// <summary>Its numbers.</summary>
    public int Length
    {
        get
        {
            var length = 1L;
            foreach (var side in Shape) length = checked(length * side);
            return checked((int)length);
        }
    }
}

/// <summary>
/// A batch: its slots, and arrays of exactly the stated lengths. The arrays are pooled; they are valid until <see cref="Dispose"/>, which
/// whoever received the batch calls once. What a batch's maker does not write holds what an earlier batch left there.
/// </summary>
internal sealed class LoadedBatch : IDisposable
{
    private readonly IReadOnlyList<BatchArray> _layout;
    private readonly Action<Array[]> _giveBack;
    private readonly Array[] _arrays;
    private int _disposed;

    internal LoadedBatch(LoaderPosition position, BatchSlot[] slots, IReadOnlyList<BatchArray> layout, Array[] arrays, Action<Array[]> giveBack)
    {
        Position = position;
        Slots = slots;
        _layout = layout;
        _arrays = arrays;
        _giveBack = giveBack;
    }

    /// <summary>Arrays as a layout states them.</summary>
    internal static Array[] NewArrays(IReadOnlyList<BatchArray> layout) => [.. layout.Select(static a => a.Element == BatchElement.Float ? (Array)new float[a.Length] : new long[a.Length])];

    /// <summary>Its place in the order.</summary>
    public LoaderPosition Position { get; }

    /// <summary>What stands where.</summary>
    public IReadOnlyList<BatchSlot> Slots { get; }

    /// <summary>An array of floats, by name.</summary>
    public float[] Floats(string name) => (float[])_arrays[IndexOf(name)];

    /// <summary>An array of longs, by name.</summary>
    public long[] Longs(string name) => (long[])_arrays[IndexOf(name)];

    /// <summary>The shape of an array, by name.</summary>
    public long[] Shape(string name) => _layout[IndexOf(name)].Shape;

    /// <summary>Gives the arrays back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) _giveBack(_arrays);
    }

    private int IndexOf(string name)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        for (var i = 0; i < _layout.Count; i++)
            if (_layout[i].Name == name) return i;
        throw new ArgumentException($"the batch has no array '{name}', but {string.Join(", ", _layout.Select(static a => a.Name))}", nameof(name));
    }
}

/// <summary>Makes batches out of items. Each worker has one of its own, with scratch memory; what it makes depends on the slots alone.</summary>
internal interface IBatchMaker
{
    /// <summary>The arrays of every batch.</summary>
    IReadOnlyList<BatchArray> Layout { get; }

    /// <summary>Writes all arrays of a batch.</summary>
    void Make(LoadedBatch batch);
}
