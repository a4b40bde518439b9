namespace Orleans.Video.Media.Probing.Headers;

/// <summary>
/// Reads the picture size from the sequence parameter set of a decoder configuration: what the decoder will give, whatever a container says.
/// </summary>
internal static class PictureSize
{
    private const int H264SequenceParameters = 7, HevcSequenceParameters = 33;
    private const int LongestParameterSet = 1024;

    /// <summary>The size from an <c>avcC</c> box (ISO/IEC 14496-15, section 5.3.3), or null when it is unusual.</summary>
    public static (int Width, int Height)? OfH264(ReadOnlySpan<byte> configuration)
    {
        var cursor = new HeaderCursor(configuration);
        if (cursor.Byte() != 1) return null;
        cursor.Skip(4);
        if ((cursor.Byte() & 0x1F) != 1) return null;
        var unit = cursor.Take(cursor.UInt16());
        if (cursor.Failed || unit.Length < 4 || (unit[0] & 0x1F) != H264SequenceParameters) return null;
        Span<byte> bare = stackalloc byte[LongestParameterSet];
        return Unescape(unit[1..], bare) is > 0 and var length ? H264(new BitCursor(bare[..length])) : null;
    }

    /// <summary>The size from an <c>hvcC</c> box (ISO/IEC 14496-15, section 8.3.3), or null when it is unusual.</summary>
    public static (int Width, int Height)? OfHevc(ReadOnlySpan<byte> configuration)
    {
        var cursor = new HeaderCursor(configuration);
        if (cursor.Byte() != 1) return null;
        cursor.Skip(21);
        ReadOnlySpan<byte> found = default;
        for (var arrays = cursor.Byte(); arrays > 0 && !cursor.Failed; arrays--)
        {
            var type = cursor.Byte() & 0x3F;
            for (var units = cursor.UInt16(); units > 0 && !cursor.Failed; units--)
            {
                var unit = cursor.Take(cursor.UInt16());
                if (type != HevcSequenceParameters) continue;
                if (found.Length > 0) return null;
                found = unit;
            }
        }

        if (cursor.Failed || found.Length < 4 || ((found[0] >> 1) & 0x3F) != HevcSequenceParameters) return null;
        Span<byte> bare = stackalloc byte[LongestParameterSet];
        return Unescape(found[2..], bare) is > 0 and var length ? Hevc(new BitCursor(bare[..length])) : null;
    }

    /// <summary>The size from the key frame of VP8 that a track begins with (RFC 6386, section 9.1), or null.</summary>
    public static (int Width, int Height)? OfVp8(ReadOnlySpan<byte> frame)
    {
        // A key frame has its lowest bit clear; sizes are 14 bits, little-endian, below two bits of scale.
        if (frame.Length < 10 || (frame[0] & 1) != 0 || !frame[3..6].SequenceEqual((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A])) return null;
        return ((frame[6] | (frame[7] << 8)) & 0x3FFF, (frame[8] | (frame[9] << 8)) & 0x3FFF);
    }

    /// <summary>The size from the key frame of VP9, profile 0, that a track begins with (VP9 bitstream specification, section 6.2), or null.</summary>
    public static (int Width, int Height)? OfVp9(ReadOnlySpan<byte> frame)
    {
        const uint SyncCode = 0x498342, Srgb = 7;
        var bits = new BitCursor(frame);
        // Marker 2, profile 0, neither an existing frame shown again nor anything but a key frame.
        if (bits.Bits(2) != 2 || bits.Bits(2) != 0 || bits.Flag() || bits.Flag()) return null;
        bits.Skip(2);
        if (bits.Bits(24) != SyncCode || bits.Bits(3) == Srgb) return null;
        bits.Skip(1);
        var (width, height) = ((int)bits.Bits(16) + 1, (int)bits.Bits(16) + 1);
        return bits.Failed ? null : (width, height);
    }

    // ITU-T H.264, section 7.3.2.1.1.
    private static (int Width, int Height)? H264(BitCursor bits)
    {
        var profile = bits.Bits(8);
        bits.Skip(16);
        bits.ExpGolomb();
        var chroma = 1u;
        if (profile is 100 or 110 or 122 or 244)
        {
            chroma = bits.ExpGolomb();
            if (chroma > 3 || (chroma == 3 && bits.Flag())) return null;
            bits.ExpGolomb();
            bits.ExpGolomb();
            bits.Skip(1);
            if (bits.Flag()) SkipScalingLists(ref bits, chroma == 3 ? 12 : 8);
        }
        else if (profile is not (66 or 77))
        {
            return null;
        }

        bits.ExpGolomb();
        switch (bits.ExpGolomb())
        {
            case 0:
                bits.ExpGolomb();
                break;
            case 1:
                bits.Skip(1);
                bits.SignedExpGolomb();
                bits.SignedExpGolomb();
                var cycle = bits.ExpGolomb();
                if (cycle > 255) return null;
                for (var i = 0; i < cycle && !bits.Failed; i++) bits.SignedExpGolomb();
                break;
            case 2:
                break;
            default:
                return null;
        }

        bits.ExpGolomb();
        bits.Skip(1);
        var columns = bits.ExpGolomb() + 1L;
        var rows = bits.ExpGolomb() + 1L;
        var fieldRows = bits.Flag() ? 1 : 2;
        if (fieldRows == 2) bits.Skip(1);
        bits.Skip(1);
        var stepX = chroma is 1 or 2 ? 2 : 1;
        var stepY = (chroma == 1 ? 2 : 1) * fieldRows;
        return Cropped(ref bits, columns * 16, rows * 16 * fieldRows, stepX, stepY);
    }

    // ITU-T H.265, section 7.3.2.2.1.
    private static (int Width, int Height)? Hevc(BitCursor bits)
    {
        bits.Skip(4);
        // Temporal sub-layers may carry profiles of their own: rare, and not read here.
        if (bits.Bits(3) != 0) return null;
        bits.Skip(1 + 96);
        bits.ExpGolomb();
        var chroma = bits.ExpGolomb();
        if (chroma > 3 || (chroma == 3 && bits.Flag())) return null;
        var width = bits.ExpGolomb();
        var height = bits.ExpGolomb();
        return Cropped(ref bits, width, height, chroma is 1 or 2 ? 2 : 1, chroma == 1 ? 2 : 1);
    }

    private static (int Width, int Height)? Cropped(ref BitCursor bits, long width, long height, int stepX, int stepY)
    {
        if (bits.Flag())
        {
            width -= ((long)bits.ExpGolomb() + bits.ExpGolomb()) * stepX;
            height -= ((long)bits.ExpGolomb() + bits.ExpGolomb()) * stepY;
        }

        return !bits.Failed && width is > 0 and <= ushort.MaxValue && height is > 0 and <= ushort.MaxValue ? ((int)width, (int)height) : null;
    }

    private static void SkipScalingLists(ref BitCursor bits, int lists)
    {
        for (var list = 0; list < lists; list++)
        {
            if (!bits.Flag()) continue;
            var (last, next) = (8, 8);
            for (var i = 0; i < (list < 6 ? 16 : 64) && !bits.Failed; i++)
            {
                if (next != 0) next = (last + bits.SignedExpGolomb()) & 0xFF;
                if (next != 0) last = next;
            }
        }
    }

    // Without the bytes 3 that keep start codes out of the payload. 0 when it does not fit.
    private static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> bare)
    {
        if (escaped.Length > bare.Length) return 0;
        var (length, zeros) = (0, 0);
        foreach (var value in escaped)
        {
            if (zeros >= 2 && value == 3)
            {
                zeros = 0;
                continue;
            }

            zeros = value == 0 ? zeros + 1 : 0;
            bare[length++] = value;
        }

        return length;
    }
}
