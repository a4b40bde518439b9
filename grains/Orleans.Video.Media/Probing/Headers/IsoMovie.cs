using System.Text.Json.Nodes;

namespace Orleans.Video.Media.Probing.Headers;

/// <summary>Reads a movie box into what ffprobe says of such a file.</summary>
internal static class IsoMovie
{
    // More than any ordinary file has; a limit on streams that is lower is the choice's to apply.
    private const int MostTracks = 16;

    private const string FormatName = "mov,mp4,m4a,3gp,3g2,mj2";

    public static JsonObject? Read(ReadOnlySpan<byte> movie, long fileLength)
    {
        // Cover pictures become streams of their own.
        if (movie.IndexOf("covr"u8) >= 0) return null;
        var boxes = new HeaderCursor(movie);
        (uint Scale, ulong Length)? header = null;
        var streams = new JsonArray();
        var isMedia = false;
        while (IsoBox.TryNext(ref boxes, out var name, out var body))
        {
            switch (name)
            {
                case IsoBox.Mvhd when header is null:
                    header = Header(body);
                    if (header is null) return null;
                    break;
                case IsoBox.Trak:
                    if (header is null || streams.Count == MostTracks || IsoTrack.Read(body, header.Value.Scale, fileLength, streams.Count) is not { } stream) return null;
                    streams.Add(stream);
                    isMedia |= (string?)stream["codec_type"] is "video" or "audio";
                    break;
                case IsoBox.Iods or IsoBox.Udta or IsoBox.Meta or IsoBox.Free or IsoBox.Skip:
                    break;
                default:
                    return null;
            }
        }

        if (boxes.Failed || header is not { } known || !isMedia) return null;
        // ffmpeg keeps whole microseconds, rounded to the nearest.
        var micros = (((Int128)known.Length * 2_000_000) + known.Scale) / (2 * (Int128)known.Scale);
        return ProbedText.Seconds((double)micros / 1e6) is { } duration ? ProbedText.Answer(FormatName, duration, streams) : null;
    }

    private static (uint Scale, ulong Length)? Header(ReadOnlySpan<byte> body)
    {
        var cursor = new HeaderCursor(body);
        var (version, _) = IsoBox.Full(ref cursor);
        if (version > 1) return null;
        cursor.Skip(version == 1 ? 16 : 8);
        var scale = cursor.UInt32();
        var length = version == 1 ? cursor.UInt64() : cursor.UInt32();
        cursor.Skip(16);
        var isPlain = IsoMatrix.Turn(ref cursor) == 0;
        // A length of zero or of all ones is none.
        return !cursor.Failed && isPlain && scale is > 0 and <= int.MaxValue && length is > 0 and < uint.MaxValue ? (scale, length) : null;
    }
}
