using System.Buffers.Binary;

namespace Orleans.Video.Media.Probing.Headers;

/// <summary>Boxes inside the movie box: their names as numbers, and a walk over them.</summary>
internal static class IsoBox
{
    public const uint Ftyp = 0x66747970, Free = 0x66726565, Skip = 0x736B6970, Wide = 0x77696465, Mdat = 0x6D646174, Moov = 0x6D6F6F76, Uuid = 0x75756964;
    public const uint Mvhd = 0x6D766864, Iods = 0x696F6473, Trak = 0x7472616B, Udta = 0x75647461, Meta = 0x6D657461;
    public const uint Tkhd = 0x746B6864, Edts = 0x65647473, Elst = 0x656C7374, Tapt = 0x74617074, Mdia = 0x6D646961;
    public const uint Mdhd = 0x6D646864, Hdlr = 0x68646C72, Minf = 0x6D696E66, Vmhd = 0x766D6864, Smhd = 0x736D6864, Nmhd = 0x6E6D6864, Gmhd = 0x676D6864, Dinf = 0x64696E66, Dref = 0x64726566, Url = 0x75726C20;
    public const uint Stbl = 0x7374626C, Stsd = 0x73747364, Stts = 0x73747473, Ctts = 0x63747473, Stss = 0x73747373, Stsc = 0x73747363, Stsz = 0x7374737A, Stco = 0x7374636F, Co64 = 0x636F3634, Sdtp = 0x73647470, Sgpd = 0x73677064, Sbgp = 0x73626770, Cslg = 0x63736C67;
    public const uint Avc1 = 0x61766331, AvcC = 0x61766343, Hvc1 = 0x68766331, Hev1 = 0x68657631, HvcC = 0x68766343, Pasp = 0x70617370, Colr = 0x636F6C72, Btrt = 0x62747274, Fiel = 0x6669656C, Chan = 0x6368616E;
    public const uint Mp4a = 0x6D703461, Esds = 0x65736473, Tx3g = 0x74783367;
    public const uint Vide = 0x76696465, Soun = 0x736F756E, Sbtl = 0x7362746C, Text = 0x74657874;

    public static uint Name(ReadOnlySpan<byte> four) => BinaryPrimitives.ReadUInt32BigEndian(four);

    /// <summary>The next box of a container; false at its end, and at a box that does not fit, which fails the cursor.</summary>
    public static bool TryNext(scoped ref HeaderCursor from, out uint name, out ReadOnlySpan<byte> body)
    {
        name = 0;
        body = default;
        if (from.Remaining == 0) return false;
        long size = from.UInt32();
        name = from.UInt32();
        // Sizes of 64 bits, and of 0 for "the rest", are of no use to boxes this small.
        body = from.Take(size >= 8 ? size - 8 : -1);
        return !from.Failed;
    }

    /// <summary>Version and flags of a full box.</summary>
    public static (byte Version, uint Flags) Full(scoped ref HeaderCursor cursor)
    {
        var word = cursor.UInt32();
        return ((byte)(word >> 24), word & 0xFFFFFF);
    }
}
