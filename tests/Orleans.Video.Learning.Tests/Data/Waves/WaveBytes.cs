using System.Buffers.Binary;

namespace Orleans.Video.Learning.Tests.Data.Waves;

/// <summary>WAV files as others write them.</summary>
internal static class WaveBytes
{
    /// <summary>A file of a format chunk, a chunk that nobody knows, and samples.</summary>
    /// <param name="kind">1 for PCM, 3 for floating point, 0xFFFE for one that says it in its extension.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="bits">Bits of a sample.</param>
    /// <param name="data">The samples' bytes.</param>
    /// <param name="declared">The length that the samples are said to have; null for the true one.</param>
    /// <param name="rate">Samples a second.</param>
    public static byte[] File(int kind, int channels, int bits, byte[] data, uint? declared = null, uint rate = 8000)
    {
        var format = new byte[kind == 0xFFFE ? 40 : 16];
        BinaryPrimitives.WriteUInt16LittleEndian(format, (ushort)kind);
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(2), (ushort)channels);
        BinaryPrimitives.WriteUInt32LittleEndian(format.AsSpan(4), rate);
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(14), (ushort)bits);
        if (kind == 0xFFFE) BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(24), 1);
        return
        [
            .. "RIFF"u8, .. Number(0), .. "WAVE"u8,
            .. "fmt "u8, .. Number((uint)format.Length), .. format,
            // Of odd length, and so one byte longer.
            .. "LIST"u8, .. Number(3), 1, 2, 3, 0,
            .. "data"u8, .. Number(declared ?? (uint)data.Length), .. data,
        ];
    }

    private static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
