namespace Orleans.Video.Media.Probing.Headers;

/// <summary>The transformation matrix of a movie or track header (ISO/IEC 14496-12, section 8.2.2): 16.16 fixed point, its last column 2.30.</summary>
internal static class IsoMatrix
{
    private const int One = 1 << 16;

    /// <summary>Clockwise degrees, 0, 90, 180 or 270, or null for a matrix that mirrors, scales, shears or leaves the plane.</summary>
    public static int? Turn(scoped ref HeaderCursor cursor)
    {
        var (a, b, u) = (cursor.Int32(), cursor.Int32(), cursor.Int32());
        var (c, d, v) = (cursor.Int32(), cursor.Int32(), cursor.Int32());
        cursor.Skip(8);
        var w = cursor.Int32();
        if (u != 0 || v != 0 || w != 1 << 30) return null;
        return (a, b, c, d) switch
        {
            (One, 0, 0, One) => 0,
            (0, One, -One, 0) => 90,
            (-One, 0, 0, -One) => 180,
            (0, -One, One, 0) => 270,
            _ => null,
        };
    }
}
