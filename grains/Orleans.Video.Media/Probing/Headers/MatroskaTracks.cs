using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace Orleans.Video.Media.Probing.Headers;

/// <summary>The tracks of a Matroska file: from their entries what they are, from their first blocks when they start, from the tags how long they last.</summary>
internal sealed class MatroskaTracks
{
    private const uint TrackEntry = 0xAE, Timestamp = 0xE7, SimpleBlock = 0xA3, BlockGroup = 0xA0, Block = 0xA1;
    private const uint Tag = 0x7373, Targets = 0x63C0, TagTrackUid = 0x63C5, SimpleTag = 0x67C8, TagName = 0x45A3, TagString = 0x4487;
    private const int MostTracks = 16, LongestText = 256;

    private readonly List<MatroskaTrack> _tracks = [];

    public JsonArray Streams => [.. _tracks.Select(static track => track.Stream)];

    public static MatroskaTracks? Read(ReadOnlySpan<byte> body)
    {
        var tracks = new MatroskaTracks();
        var cursor = new EbmlCursor(body);
        while (cursor.TryNext(out var id, out var entry))
        {
            if (id != TrackEntry) continue;
            if (tracks._tracks.Count == MostTracks || MatroskaTrack.Read(entry, tracks._tracks.Count) is not { } track) return null;
            if (tracks._tracks.Exists(known => known.Number == track.Number || known.Uid == track.Uid)) return null;
            tracks._tracks.Add(track);
        }

        return cursor.Failed || !tracks._tracks.Exists(static track => track.IsMedia) ? null : tracks;
    }

    /// <summary>Takes the lengths that a writer noted a track.</summary>
    public bool ReadTags(ReadOnlySpan<byte> body)
    {
        var cursor = new EbmlCursor(body);
        while (cursor.TryNext(out var id, out var tag))
            if (id == Tag && !ReadTag(tag)) return false;
        return !cursor.Failed;
    }

    /// <summary>Takes the times of the first blocks; false when a track of media has none in what is here.</summary>
    public bool ReadStarts(ReadOnlySpan<byte> cluster)
    {
        var cursor = new EbmlCursor(cluster);
        long time = -1;
        while (_tracks.Exists(static track => track is { IsMedia: true, HasStart: false }))
        {
            if (!cursor.TryNext(out var id, out var body)) return false;
            if (id == Timestamp) time = EbmlCursor.Unsigned(body);
            else if (id == SimpleBlock && !ReadBlock(body, time)) return false;
            else if (id == BlockGroup && !ReadGroup(body, time)) return false;
        }

        return _tracks.TrueForAll(static track => track.Finish());
    }

    private bool ReadTag(ReadOnlySpan<byte> tag)
    {
        var cursor = new EbmlCursor(tag);
        MatroskaTrack? track = null;
        while (cursor.TryNext(out var id, out var body))
        {
            if (id == Targets)
            {
                var targets = new EbmlCursor(body);
                while (targets.TryNext(out id, out var target))
                {
                    if (id != TagTrackUid) continue;
                    var uid = EbmlCursor.Wide(target);
                    track = _tracks.Find(known => known.Uid == uid);
                }

                if (targets.Failed) return false;
            }
            else if (id == SimpleTag && track is not null)
            {
                ReadOnlySpan<byte> name = default, text = default;
                var fields = new EbmlCursor(body);
                while (fields.TryNext(out id, out var field))
                {
                    if (id == TagName) name = field;
                    else if (id == TagString) text = field;
                }

                if (fields.Failed || text.Length > LongestText) return false;
                // Others than the length could replace what the track entry says.
                if (name.SequenceEqual("DURATION"u8)) track.Tag("DURATION", Encoding.UTF8.GetString(text).TrimEnd('\0'));
                else if (Ascii.EqualsIgnoreCase(name, "language"u8) || Ascii.EqualsIgnoreCase(name, "rotate"u8) || Ascii.EqualsIgnoreCase(name, "duration"u8)) return false;
            }
        }

        return !cursor.Failed;
    }

    private bool ReadGroup(ReadOnlySpan<byte> group, long time)
    {
        var cursor = new EbmlCursor(group);
        while (cursor.TryNext(out var id, out var body))
            if (id == Block && !ReadBlock(body, time)) return false;
        return !cursor.Failed;
    }

    private bool ReadBlock(ReadOnlySpan<byte> block, long cluster)
    {
        var cursor = new EbmlCursor(block);
        var number = cursor.Number(8, keepMarker: false);
        if (cursor.Failed || cluster is < 0 or > int.MaxValue || block.Length - cursor.At < 4) return false;
        var rest = block[cursor.At..];
        // Laced blocks hold several packets.
        if ((rest[2] & 0x06) != 0) return false;
        return _tracks.Find(track => track.Number == number) is not { } owner || owner.Start(cluster + BinaryPrimitives.ReadInt16BigEndian(rest), rest[3..]);
    }
}
