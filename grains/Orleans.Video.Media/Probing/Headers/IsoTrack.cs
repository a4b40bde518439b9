using System.Text.Json.Nodes;

namespace Orleans.Video.Media.Probing.Headers;

/// <summary>Reads one track box into what ffprobe says of the stream.</summary>
internal static class IsoTrack
{
    private const uint Enabled = 1, InThisFile = 1;

    /// <param name="track">The box.</param>
    /// <param name="movieScale">Ticks a second of the edit list.</param>
    /// <param name="fileLength">Bytes of the file, within which all samples must lie.</param>
    /// <param name="index">The stream's number.</param>
    public static JsonObject? Read(ReadOnlySpan<byte> track, uint movieScale, long fileLength, int index)
    {
        var boxes = new HeaderCursor(track);
        ReadOnlySpan<byte> header = default, edits = default, media = default;
        while (IsoBox.TryNext(ref boxes, out var name, out var body))
        {
            switch (name)
            {
                case IsoBox.Tkhd when header.IsEmpty:
                    header = body;
                    break;
                case IsoBox.Edts when edits.IsEmpty:
                    edits = body;
                    break;
                case IsoBox.Mdia when media.IsEmpty:
                    media = body;
                    break;
                case IsoBox.Udta or IsoBox.Meta or IsoBox.Tapt or IsoBox.Free:
                    break;
                default:
                    return null;
            }
        }

        if (boxes.Failed || Header(header) is not { } facts) return null;
        var stream = new JsonObject { ["index"] = index, ["disposition"] = new JsonObject { ["default"] = facts.IsDefault ? 1 : 0 } };
        if (!ReadMedia(media, edits, movieScale, fileLength, stream)) return null;
        if (facts.Turn == 0) return stream;
        // ffprobe counts anticlockwise, from -180 to 180.
        stream["side_data_list"] = new JsonArray(new JsonObject { ["rotation"] = facts.Turn == 270 ? 90 : -facts.Turn });
        return stream;
    }

    private static (bool IsDefault, int Turn)? Header(ReadOnlySpan<byte> body)
    {
        var cursor = new HeaderCursor(body);
        var (version, flags) = IsoBox.Full(ref cursor);
        if (version > 1) return null;
        cursor.Skip((version == 1 ? 32 : 20) + 16);
        var turn = IsoMatrix.Turn(ref cursor);
        return cursor.Failed || turn is null ? null : ((flags & Enabled) != 0, turn.Value);
    }

    private static bool ReadMedia(ReadOnlySpan<byte> media, ReadOnlySpan<byte> edits, uint movieScale, long fileLength, JsonObject stream)
    {
        var boxes = new HeaderCursor(media);
        (uint Scale, long Length)? clock = null;
        uint kind = 0;
        ReadOnlySpan<byte> information = default;
        while (IsoBox.TryNext(ref boxes, out var name, out var body))
        {
            switch (name)
            {
                case IsoBox.Mdhd when clock is null:
                    clock = Clock(body, stream);
                    if (clock is null) return false;
                    break;
                case IsoBox.Hdlr when kind == 0:
                    var handler = new HeaderCursor(body);
                    handler.Skip(8);
                    kind = handler.UInt32();
                    break;
                case IsoBox.Minf when information.IsEmpty:
                    information = body;
                    break;
                default:
                    return false;
            }
        }

        var samples = SampleTable(information);
        return !boxes.Failed && clock is { } known && IsoSamples.TryRead(samples, kind, fileLength, stream, out var times) && times.Tell(stream, kind == IsoBox.Vide, known.Scale, known.Length, edits, movieScale);
    }

    private static (uint Scale, long Length)? Clock(ReadOnlySpan<byte> body, JsonObject stream)
    {
        var cursor = new HeaderCursor(body);
        var (version, _) = IsoBox.Full(ref cursor);
        if (version > 1) return null;
        cursor.Skip(version == 1 ? 16 : 8);
        var scale = cursor.UInt32();
        var length = version == 1 ? cursor.UInt64() : cursor.UInt32();
        var language = cursor.UInt16();
        if (cursor.Failed || scale is 0 or > int.MaxValue || length is 0 or >= uint.MaxValue || Language(language) is not { } tag) return null;
        if (tag.Length > 0) stream["tags"] = new JsonObject { ["language"] = tag };
        return (scale, (long)length);
    }

    // Three letters of five bits each, or "unspecified", or null for what else there is.
    private static string? Language(ushort packed)
    {
        const ushort Unspecified = 0x7FFF;
        if (packed == Unspecified) return "";
        var tag = string.Create(3, packed, static (text, code) =>
        {
            for (var i = 0; i < 3; i++) text[i] = (char)(0x60 + ((code >> (10 - (5 * i))) & 0x1F));
        });
        return packed >= 0x400 && tag.All(char.IsAsciiLetterLower) ? tag : null;
    }

    private static ReadOnlySpan<byte> SampleTable(ReadOnlySpan<byte> information)
    {
        var boxes = new HeaderCursor(information);
        ReadOnlySpan<byte> found = default;
        var isHere = false;
        while (IsoBox.TryNext(ref boxes, out var name, out var body))
        {
            switch (name)
            {
                case IsoBox.Stbl when found.IsEmpty:
                    found = body;
                    break;
                case IsoBox.Dinf when !isHere:
                    isHere = IsInThisFile(body);
                    break;
                case IsoBox.Vmhd or IsoBox.Smhd or IsoBox.Nmhd or IsoBox.Gmhd or IsoBox.Hdlr:
                    break;
                default:
                    return default;
            }
        }

        return boxes.Failed || !isHere ? default : found;
    }

    // One data reference that names no other file.
    private static bool IsInThisFile(ReadOnlySpan<byte> information)
    {
        var boxes = new HeaderCursor(information);
        if (!IsoBox.TryNext(ref boxes, out var name, out var body) || name != IsoBox.Dref || boxes.Remaining > 0) return false;
        var references = new HeaderCursor(body);
        references.Skip(4);
        if (references.UInt32() != 1 || !IsoBox.TryNext(ref references, out name, out body) || name != IsoBox.Url) return false;
        var reference = new HeaderCursor(body);
        return IsoBox.Full(ref reference) is (_, InThisFile) && !reference.Failed && reference.Remaining == 0;
    }
}
