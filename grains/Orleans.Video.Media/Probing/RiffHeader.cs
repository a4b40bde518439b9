using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Orleans.Video.Media.Probing;

/// <summary>
/// The size that a RIFF file (WAV, AVI) was written with. ffmpeg shortens the declared duration of such a file to the bytes that are there,
/// so that only this size shows that it was cut.
/// </summary>
internal static class RiffHeader
{
    /// <summary>Declared bytes ÷ bytes present: above 1 for a file that was cut, 1 for one that was not or does not say.</summary>
    public static double Read(SafeFileHandle file)
    {
        Span<byte> header = stackalloc byte[12];
        var length = RandomAccess.GetLength(file);
        if (RandomAccess.Read(file, header, 0) < 12 || !header[..4].SequenceEqual("RIFF"u8)) return 1;
        // Programs that write to a pipe leave a size of none or of all ones. A file of several RIFF chunks is longer than its first.
        var declared = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        return declared is < 12 or >= 0xFFFFFF00 || declared + 8L <= length ? 1 : (declared + 8.0) / length;
    }
}
