using System.Buffers.Binary;
using System.Text;

namespace Orleans.Video.Media.Tests;

/// <summary>Changes what the headers of an MP4 file say (ISO/IEC 14496-12, boxes of version 0).</summary>
internal static class Mp4Patch
{
    /// <summary>Declares a length in all headers.</summary>
    public static byte[] Declare(byte[] file, double seconds)
    {
        var patched = (byte[])file.Clone();
        var movieScale = 1000u;
        foreach (var at in Boxes(patched, "mvhd"))
        {
            movieScale = BinaryPrimitives.ReadUInt32BigEndian(patched.AsSpan(at + 16));
            BinaryPrimitives.WriteUInt32BigEndian(patched.AsSpan(at + 20), (uint)(seconds * movieScale));
        }

        foreach (var at in Boxes(patched, "tkhd"))
            BinaryPrimitives.WriteUInt32BigEndian(patched.AsSpan(at + 24), (uint)(seconds * movieScale));
        foreach (var at in Boxes(patched, "mdhd"))
        {
            var scale = BinaryPrimitives.ReadUInt32BigEndian(patched.AsSpan(at + 16));
            BinaryPrimitives.WriteUInt32BigEndian(patched.AsSpan(at + 20), unchecked((uint)(seconds * scale)));
        }

        return patched;
    }

    /// <summary>Turns the first track clockwise.</summary>
    public static byte[] Rotate(byte[] file, int degrees)
    {
        var patched = (byte[])file.Clone();
        var (cos, sin) = degrees switch { 90 => (0, 1), 180 => (-1, 0), 270 => (0, -1), _ => (1, 0) };
        int[] matrix = [cos << 16, sin << 16, 0, -sin << 16, cos << 16, 0, 0, 0, 1 << 30];
        var at = Boxes(patched, "tkhd").First() + 44;
        for (var i = 0; i < matrix.Length; i++) BinaryPrimitives.WriteInt32BigEndian(patched.AsSpan(at + (4 * i)), matrix[i]);
        return patched;
    }

    /// <summary>Declares a picture size in the sample description.</summary>
    public static byte[] Resize(byte[] file, string codecBox, ushort width, ushort height)
    {
        var patched = (byte[])file.Clone();
        Assert.Contains(codecBox, Encoding.ASCII.GetString(file), StringComparison.Ordinal);
        foreach (var at in Boxes(patched, codecBox))
        {
            BinaryPrimitives.WriteUInt16BigEndian(patched.AsSpan(at + 28), width);
            BinaryPrimitives.WriteUInt16BigEndian(patched.AsSpan(at + 30), height);
        }

        return patched;
    }

    private static IEnumerable<int> Boxes(byte[] file, string type)
    {
        var name = Encoding.ASCII.GetBytes(type);
        for (var at = file.AsSpan().IndexOf(name); at >= 0;)
        {
            yield return at;
            var next = file.AsSpan(at + 4).IndexOf(name);
            at = next < 0 ? -1 : at + 4 + next;
        }
    }
}
