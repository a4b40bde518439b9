using System.Buffers.Binary;

namespace Orleans.Video.Media.Probing.Headers;

/// <summary>Walks over the elements of an EBML master (RFC 8794). An element that does not fit ends the walk and sets <see cref="Failed"/>.</summary>
internal ref struct EbmlCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Whether something was found that does not fit.</summary>
    public bool Failed { get; private set; }

    /// <summary>Bytes walked over.</summary>
    public int At { get; private set; }

    /// <summary>The next element with its whole body; false at the end.</summary>
    public bool TryNext(out uint id, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (!TryEnter(out id, out var size)) return false;
        if (size < 0 || size > _bytes.Length - At)
        {
            Failed = true;
            return false;
        }

        body = _bytes.Slice(At, (int)size);
        At += (int)size;
        return true;
    }

    /// <summary>The head of the next element, whose body may be longer than what is here; -1 is a size that is not known.</summary>
    public bool TryEnter(out uint id, out long size)
    {
        (id, size) = (0, 0);
        if (At == _bytes.Length) return false;
        id = (uint)Number(4, keepMarker: true);
        var first = At;
        size = Number(8, keepMarker: false);
        if (size == (1L << (7 * (At - first))) - 1) size = -1;
        return !Failed;
    }

    /// <summary>Goes on at another place.</summary>
    public void MoveTo(int at)
    {
        if (at < 0 || at > _bytes.Length) Failed = true;
        else At = at;
    }

    /// <summary>A number of variable length: as many zero bits as further bytes, a marker bit, then the value (RFC 8794, section 4).</summary>
    public long Number(int longest, bool keepMarker)
    {
        if (Failed || At >= _bytes.Length) return Fail();
        var first = _bytes[At];
        var length = System.Numerics.BitOperations.LeadingZeroCount(first) - 23;
        if (length > longest || length > _bytes.Length - At) return Fail();
        long value = keepMarker ? first : first & (0xFF >> length);
        for (var i = 1; i < length; i++) value = (value << 8) | _bytes[At + i];
        At += length;
        return value;
    }

    /// <summary>A body as an unsigned number; -1 when it is none below 2⁶³.</summary>
    public static long Unsigned(ReadOnlySpan<byte> body) => body.Length <= 8 && Wide(body) is <= long.MaxValue and var value ? (long)value : -1;

    /// <summary>The last 64 bits of a body, as of an identifier.</summary>
    public static ulong Wide(ReadOnlySpan<byte> body)
    {
        ulong value = 0;
        foreach (var part in body) value = (value << 8) | part;
        return value;
    }

    /// <summary>A body as a floating-point number; not a number when it is none.</summary>
    public static double Real(ReadOnlySpan<byte> body) => body.Length switch
    {
        4 => BinaryPrimitives.ReadSingleBigEndian(body),
        8 => BinaryPrimitives.ReadDoubleBigEndian(body),
        _ => double.NaN,
    };

    private long Fail()
    {
        Failed = true;
        return 0;
    }
}
