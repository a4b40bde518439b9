using System.Runtime.InteropServices;
using Orleans.Video.Embeddings;

namespace Orleans.Video.Grains.Embeddings;

/// <summary>
/// A stored segment: its vectors, and the sums over it and all segments before it. So the next segment is added in constant time,
/// whatever became of the process that wrote this one, and the object itself is the checkpoint.
/// </summary>
internal sealed record SegmentObject(SegmentEmbedding Embedding, RunningSums Sums)
{
    private const uint Magic = 0x3153_564F; // "OVS1"
    private const int HeaderInts = 9;

    /// <summary>The prefix of everything that a model set made.</summary>
    public static string SetPrefix(string modelSet) => $"vectors/{modelSet}/";

    /// <summary>The prefix of everything that is stored of a video in a model set.</summary>
    public static string VideoPrefix(string modelSet, string videoId) => $"{SetPrefix(modelSet)}{videoId}/";

    /// <summary>The prefix of a revision's segments.</summary>
    public static string RevisionPrefix(string modelSet, string videoId, string revision) => $"{VideoPrefix(modelSet, videoId)}{revision}/";

    /// <summary>The name of a segment's object; names sort as segments do.</summary>
    public static string Name(string modelSet, string videoId, string revision, int segment) => $"{RevisionPrefix(modelSet, videoId, revision)}{segment:D8}.vec";

    /// <summary>Little-endian: nine 32-bit integers (magic, segment, start, seconds, lengths of the five float arrays), flags, floats, sums.</summary>
    public byte[] ToBytes()
    {
        var e = Embedding;
        float[][] arrays = [e.Visual, e.Audio, e.Fused, Sums.FusionState ?? [], Sums.Pooled ?? []];
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(e.Segment);
        writer.Write(e.StartSecond);
        writer.Write(e.Seconds);
        foreach (var array in arrays) writer.Write(array.Length);
        for (var second = 0; second < e.Seconds; second++) writer.Write((byte)((e.VideoPresent[second] ? 1 : 0) | (e.AudioPresent[second] ? 2 : 0)));
        foreach (var array in arrays) writer.Write(MemoryMarshal.AsBytes<float>(array));
        writer.Write(Sums.Seconds);
        Write(Sums.Visual);
        Write(Sums.Audio);
        writer.Flush();
        return stream.ToArray();

        void Write(double[] sums)
        {
            writer.Write(sums.Length);
            writer.Write(MemoryMarshal.AsBytes<double>(sums));
        }
    }

    /// <summary>Reads an object back; throws <see cref="InvalidDataException"/>, naming it, when it is not one.</summary>
    public static SegmentObject Parse(string name, ReadOnlyMemory<byte> content)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(content.ToArray(), writable: false));
            if (reader.ReadUInt32() != Magic) throw new InvalidDataException();
            var (segment, start, seconds) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            var lengths = Enumerable.Range(0, HeaderInts - 4).Select(_ => reader.ReadInt32()).ToArray();
            var flags = Exactly(reader, seconds);
            var arrays = lengths.Select(length => MemoryMarshal.Cast<byte, float>(Exactly(reader, checked(length * sizeof(float)))).ToArray()).ToArray();
            var total = reader.ReadInt32();
            var sums = new RunningSums(total, Doubles(), Doubles(), arrays[3].Length == 0 ? null : arrays[3], arrays[4].Length == 0 ? null : arrays[4]);
            var embedding = new SegmentEmbedding(
                segment, start, seconds, arrays[0], arrays[1], arrays[2],
                Array.ConvertAll(flags, flag => (flag & 1) != 0), Array.ConvertAll(flags, flag => (flag & 2) != 0));
            return new SegmentObject(embedding, sums);

            double[] Doubles() => MemoryMarshal.Cast<byte, double>(Exactly(reader, checked(reader.ReadInt32() * sizeof(double)))).ToArray();
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"the stored object {name} is not a segment of vectors: the store is damaged; delete the video and upload it again", exception);
        }
    }

    /// <summary>The vectors of the whole video up to and with this segment.</summary>
    public VideoVectors Describe(string modelSet, string revision, bool trained) => new()
    {
        ModelSet = modelSet,
        Trained = trained,
        Revision = revision,
        Segments = Embedding.Segment + 1,
        Seconds = Sums.Seconds,
        Visual = RunningSums.Direction(Sums.Visual),
        Audio = RunningSums.Direction(Sums.Audio),
        Fused = Sums.Pooled,
    };

    private static byte[] Exactly(BinaryReader reader, int count)
    {
        if (count < 0) throw new InvalidDataException();
        var bytes = reader.ReadBytes(count);
        return bytes.Length == count ? bytes : throw new EndOfStreamException();
    }
}
