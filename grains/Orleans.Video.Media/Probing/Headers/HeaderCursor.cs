using System.Buffers.Binary;

namespace Orleans.Video.Media.Probing.Headers;

/// <summary>
/// Walks over bytes that nobody has checked. Reading beyond the end gives zero and is remembered in <see cref="Failed"/>, so that a reader
/// asks once, at its end, whether all it saw was there.
/// </summary>
internal ref struct HeaderCursor(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>Whether more was asked for than there was.</summary>
    public bool Failed { get; private set; }

    /// <summary>Bytes that are left; 0 after a failure.</summary>
    public readonly int Remaining => _left.Length;

    public byte Byte() => Take(1) is [var value] ? value : (byte)0;

    public ushort UInt16() => Take(2) is { Length: 2 } value ? BinaryPrimitives.ReadUInt16BigEndian(value) : (ushort)0;

    public uint UInt32() => Take(4) is { Length: 4 } value ? BinaryPrimitives.ReadUInt32BigEndian(value) : 0;

    public int Int32() => unchecked((int)UInt32());

    public ulong UInt64() => Take(8) is { Length: 8 } value ? BinaryPrimitives.ReadUInt64BigEndian(value) : 0;

    public void Skip(int count) => Take(count);

    /// <summary>The next bytes, or none, and a failure, when there are fewer.</summary>
    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _left.Length)
        {
            Failed = true;
            _left = default;
            return default;
        }

        var taken = _left[..(int)count];
        _left = _left[(int)count..];
        return taken;
    }
}
