using System.Text.Json.Nodes;

namespace Orleans.Video.Media.Probing.Headers;

/// <summary>Reads the one sample entry of a track: H.264, HEVC, AAC, or timed text.</summary>
internal static class IsoSampleEntry
{
    private const byte DescriptorEs = 3, DescriptorDecoder = 4, DescriptorSpecific = 5, ObjectTypeAac = 0x40;

    public static bool TryRead(ReadOnlySpan<byte> description, uint kind, JsonObject stream)
    {
        var cursor = new HeaderCursor(description);
        cursor.Skip(4);
        // A second entry would be another codec or size in the middle.
        if (cursor.UInt32() != 1 || !IsoBox.TryNext(ref cursor, out var name, out var entry) || cursor.Remaining > 0) return false;
        return (kind, name) switch
        {
            (IsoBox.Vide, IsoBox.Avc1) => Video(entry, "h264", IsoBox.AvcC, stream),
            (IsoBox.Vide, IsoBox.Hvc1 or IsoBox.Hev1) => Video(entry, "hevc", IsoBox.HvcC, stream),
            (IsoBox.Soun, IsoBox.Mp4a) => Audio(entry, stream),
            (IsoBox.Sbtl or IsoBox.Text, IsoBox.Tx3g) => Subtitle(stream),
            _ => false,
        };
    }

    private static bool Video(ReadOnlySpan<byte> entry, string codec, uint configurationName, JsonObject stream)
    {
        var cursor = new HeaderCursor(entry);
        cursor.Skip(24);
        var (width, height) = (cursor.UInt16(), cursor.UInt16());
        cursor.Skip(50);
        (int Width, int Height)? size = null;
        while (IsoBox.TryNext(ref cursor, out var name, out var body))
        {
            if (name == configurationName && size is null)
            {
                size = codec == "h264" ? PictureSize.OfH264(body) : PictureSize.OfHevc(body);
                if (size is null) return false;
            }
            else if (name is not (IsoBox.Pasp or IsoBox.Colr or IsoBox.Btrt or IsoBox.Fiel))
            {
                return false;
            }
        }

        // Where container and codec disagree, only decoding tells.
        if (cursor.Failed || size != (width, height)) return false;
        stream["codec_type"] = "video";
        stream["codec_name"] = codec;
        stream["width"] = (int)width;
        stream["height"] = (int)height;
        return true;
    }

    private static bool Audio(ReadOnlySpan<byte> entry, JsonObject stream)
    {
        var cursor = new HeaderCursor(entry);
        cursor.Skip(8);
        if (cursor.UInt16() != 0) return false;
        cursor.Skip(18);
        (int Rate, int Channels)? sound = null;
        while (IsoBox.TryNext(ref cursor, out var name, out var body))
        {
            if (name == IsoBox.Esds && sound is null)
            {
                sound = Aac(body);
                if (sound is null) return false;
            }
            else if (name is not (IsoBox.Btrt or IsoBox.Chan))
            {
                return false;
            }
        }

        if (cursor.Failed || sound is not { } known) return false;
        stream["codec_type"] = "audio";
        stream["codec_name"] = "aac";
        stream["sample_rate"] = $"{known.Rate}";
        stream["channels"] = known.Channels;
        return true;
    }

    private static bool Subtitle(JsonObject stream)
    {
        stream["codec_type"] = "subtitle";
        stream["codec_name"] = "mov_text";
        return true;
    }

    // An elementary stream descriptor around a decoder configuration around the AudioSpecificConfig (ISO/IEC 14496-1, section 7.2.6).
    private static (int Rate, int Channels)? Aac(ReadOnlySpan<byte> box)
    {
        var cursor = new HeaderCursor(box);
        cursor.Skip(4);
        var stream = new HeaderCursor(Descriptor(ref cursor, DescriptorEs));
        stream.Skip(2);
        // No dependence on other streams, no URL.
        if ((stream.Byte() & 0xE0) != 0) return null;
        var decoder = new HeaderCursor(Descriptor(ref stream, DescriptorDecoder));
        if (decoder.Byte() != ObjectTypeAac) return null;
        decoder.Skip(12);
        var configuration = Descriptor(ref decoder, DescriptorSpecific);
        return cursor.Failed || stream.Failed || decoder.Failed ? null : AacSound.Read(configuration);
    }

    private static ReadOnlySpan<byte> Descriptor(scoped ref HeaderCursor cursor, byte tag)
    {
        var isThis = cursor.Byte() == tag;
        var length = 0;
        for (var i = 0; i < 4; i++)
        {
            var part = cursor.Byte();
            length = (length << 7) | (part & 0x7F);
            if ((part & 0x80) == 0) break;
        }

        return cursor.Take(isThis ? length : -1);
    }
}
