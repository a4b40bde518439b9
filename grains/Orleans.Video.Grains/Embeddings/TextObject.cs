using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Orleans.Video.Grains.Embeddings;

/// <summary>
/// The stored vector of a video's title, caption and description: which version of the video they are of, so that an older text never replaces
/// a newer one, and a digest of the words, so that words that did not change are not encoded again.
/// </summary>
/// <param name="Version">The version of the video whose words these are.</param>
/// <param name="Digest">SHA-256 of the words; null when there are none.</param>
/// <param name="Vector"><c>float[D]</c>; null when there are no words.</param>
internal sealed record TextObject(long Version, ReadOnlyMemory<byte>? Digest, float[]? Vector)
{
    private const uint Magic = 0x3154_564F; // "OVT1"
    private const int Header = sizeof(uint) + sizeof(long) + SHA256.HashSizeInBytes;

    /// <summary>The name of a video's object.</summary>
    public static string Name(string modelSet, string videoId) => $"{SegmentObject.VideoPrefix(modelSet, videoId)}text.vec";

    /// <summary>The object for words, or for their absence.</summary>
    public static TextObject Of(string? words, long version, float[]? vector) =>
        words is null ? new TextObject(version, null, null) : new TextObject(version, DigestOf(words), vector);

    /// <summary>Whether it stands for these words.</summary>
    public bool IsOf(string? words) => words is null ? Digest is null : Digest is { } digest && digest.Span.SequenceEqual(DigestOf(words));

    /// <summary>Little-endian: magic, version, digest (zeros without words), floats.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Header + ((Vector?.Length ?? 0) * sizeof(float))];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(uint)), Version);
        Digest?.Span.CopyTo(bytes.AsSpan(sizeof(uint) + sizeof(long)));
        MemoryMarshal.AsBytes<float>(Vector).CopyTo(bytes.AsSpan(Header));
        return bytes;
    }

    /// <summary>Reads an object back; bare floats are what version 0.1 wrote.</summary>
    public static TextObject Parse(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        if (bytes.Length < Header || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
            return new TextObject(0, Array.Empty<byte>(), MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        var vector = MemoryMarshal.Cast<byte, float>(bytes[Header..]).ToArray();
        return vector.Length == 0
            ? new TextObject(BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(uint)..]), null, null)
            : new TextObject(BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(uint)..]), content.Slice(sizeof(uint) + sizeof(long), SHA256.HashSizeInBytes), vector);
    }

    private static byte[] DigestOf(string words) => SHA256.HashData(Encoding.UTF8.GetBytes(words));
}
