using System.Runtime.InteropServices;

namespace Orleans.Video.Inference.Tests;

/// <summary>The samples of a 16-bit mono WAV file.</summary>
internal static class Wav
{
    public static short[] Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var at = bytes.AsSpan().IndexOf("data"u8);
        var length = BitConverter.ToInt32(bytes, at + 4);
        return MemoryMarshal.Cast<byte, short>(bytes.AsSpan(at + 8, Math.Min(length, bytes.Length - at - 8))).ToArray();
    }
}
