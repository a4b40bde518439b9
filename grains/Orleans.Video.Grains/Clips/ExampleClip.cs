using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Orleans.Video.Grains.Clips;

/// <summary>One second of a video that is kept for models to learn from, while its label allows it: pictures and sound as they were decoded, the pictures perhaps smaller.</summary>
/// <param name="Second">The presentation second, from 0.</param>
/// <param name="Pictures">T, pictures; 0 without any.</param>
/// <param name="Height">H, pixels.</param>
/// <param name="Width">W, pixels.</param>
/// <param name="Rgb"><c>uint8[T, H, W, 3]</c>.</param>
/// <param name="Samples"><c>int16[16000]</c>, mono; empty without sound.</param>
public sealed record ExampleClip(int Second, int Pictures, int Height, int Width, byte[] Rgb, short[] Samples)
{
    /// <summary>The most bytes of a stored clip: three of them are less than 256 KiB.</summary>
    public const int MostBytes = 85 * 1024;

    private const uint Magic = 0x3143_564F; // "OVC1"
    private const int Header = 7 * sizeof(int);

    /// <summary>The prefix of everything that is kept of a video for learning.</summary>
    internal static string VideoPrefix(string videoId) => $"examples/{videoId}/";

    /// <summary>The prefix of a revision's clips.</summary>
    internal static string RevisionPrefix(string videoId, string revision) => $"{VideoPrefix(videoId)}{revision}/";

    /// <summary>The name of the clip of a segment.</summary>
    internal static string Name(string videoId, string revision, int segment) => $"{RevisionPrefix(videoId, revision)}{segment:D8}.clip";

    /// <summary>Little-endian: seven 32-bit integers (magic, second, pictures, height, width, bytes of pictures, samples), pictures, samples.</summary>
    internal byte[] ToBytes()
    {
        var bytes = new byte[Header + Rgb.Length + (Samples.Length * sizeof(short))];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        int[] numbers = [Second, Pictures, Height, Width, Rgb.Length, Samples.Length];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan((i + 1) * sizeof(int)), numbers[i]);
        Rgb.CopyTo(bytes, Header);
        MemoryMarshal.AsBytes<short>(Samples).CopyTo(bytes.AsSpan(Header + Rgb.Length));
        return bytes;
    }

    /// <summary>Reads an object back.</summary>
    /// <exception cref="InvalidDataException">It is none; the message names it.</exception>
    internal static ExampleClip Parse(string name, ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        if (bytes.Length is < Header or > MostBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic) throw Damaged(name);
        var n = MemoryMarshal.Cast<byte, int>(bytes[sizeof(int)..Header]);
        var (second, pictures, height, width, rgb, samples) = (n[0], n[1], n[2], n[3], n[4], n[5]);
        if (second < 0 || pictures is < 0 or > 64 || height is < 0 or > 1024 || width is < 0 or > 1024 || rgb != (long)pictures * height * width * 3
            || samples is < 0 or > MostBytes || bytes.Length != Header + rgb + (samples * sizeof(short))) throw Damaged(name);
        return new ExampleClip(second, pictures, height, width, bytes.Slice(Header, rgb).ToArray(), MemoryMarshal.Cast<byte, short>(bytes[(Header + rgb)..]).ToArray());
    }

    private static InvalidDataException Damaged(string name) => new($"the stored object {name} is no clip: the store is damaged; upload the video again");
}
