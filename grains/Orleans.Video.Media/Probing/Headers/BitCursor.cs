namespace Orleans.Video.Media.Probing.Headers;

/// <summary>Reads bits, most significant first. Beyond the end they are zero, and <see cref="Failed"/> remembers it.</summary>
internal ref struct BitCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>Whether more was asked for than there was, or a number was longer than 32 bits.</summary>
    public bool Failed { get; private set; }

    /// <summary>Bits that are left.</summary>
    public readonly int Remaining => (_bytes.Length * 8) - _at;

    public bool Flag() => Bits(1) != 0;

    public void Skip(int count)
    {
        if (count > Remaining) Failed = true;
        else _at += count;
    }

    /// <summary>An unsigned number of up to 32 bits.</summary>
    public uint Bits(int count)
    {
        if (count > Remaining)
        {
            Failed = true;
            return 0;
        }

        uint value = 0;
        for (var i = 0; i < count; i++, _at++) value = (value << 1) | (uint)((_bytes[_at >> 3] >> (7 - (_at & 7))) & 1);
        return value;
    }

    /// <summary>An unsigned Exp-Golomb number (ITU-T H.264, section 9.1).</summary>
    public uint ExpGolomb()
    {
        var zeros = 0;
        while (!Failed && !Flag())
        {
            if (++zeros < 32) continue;
            Failed = true;
        }

        return Failed ? 0 : (1u << zeros) - 1 + Bits(zeros);
    }

    /// <summary>A signed Exp-Golomb number (ITU-T H.264, section 9.1.1).</summary>
    public int SignedExpGolomb()
    {
        var code = ExpGolomb();
        var half = (int)(code >> 1);
        return (code & 1) == 0 ? -half : half + 1;
    }
}
