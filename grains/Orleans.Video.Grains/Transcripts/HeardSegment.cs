using System.Runtime.InteropServices;
using System.Text.Json;
using Orleans.Video.Transcripts;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Transcripts;

/// <summary>The stored words of a segment. Their sentences end with the segment: no later one adds to them.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Segment">The segment's index.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Engine">What recognised them.</param>
/// <param name="Words">In order of time; perhaps none.</param>
/// <param name="Serve">Whether the index might answer with it at once.</param>
/// <param name="Life">The life of the video that they were heard in.</param>
/// <param name="Settled">See <see cref="HeardWords.Settled"/>.</param>
/// <param name="Vectors">For each sentence, its vector in the joint space, <c>float[D]</c> little-endian; null when the model set has no trained one.</param>
internal sealed record HeardSegment(
    string Revision, int Segment, string Language, string Engine, IReadOnlyList<SpokenWord> Words, bool Serve, VideoLife Life, long? Settled = null, byte[]? Vectors = null)
{
    /// <summary>The segment's sentences.</summary>
    public SpokenText Text() => SpokenText.Of(Words, SentenceSplitter.Of(Words), Vectors);

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>Reads an object back.</summary>
    /// <exception cref="InvalidDataException">It is none; the message names it.</exception>
    public static HeardSegment Parse(string name, ReadOnlyMemory<byte> content)
    {
        try
        {
            if (JsonSerializer.Deserialize<HeardSegment>(content.Span) is { Words: not null } segment) return segment;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"the stored object {name} is not a segment of words: the store is damaged; delete the video and upload it again", exception);
        }

        throw new InvalidDataException($"the stored object {name} is not a segment of words: the store is damaged; delete the video and upload it again");
    }

    /// <summary>The bytes of rows of vectors.</summary>
    public static byte[]? BytesOf(float[]? rows) => rows is null ? null : MemoryMarshal.AsBytes<float>(rows).ToArray();
}
