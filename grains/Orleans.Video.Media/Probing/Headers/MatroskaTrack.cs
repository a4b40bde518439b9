using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Orleans.Video.Media.Probing.Headers;

/// <summary>One track entry of a Matroska file: H.264, HEVC, VP8 or VP9; AAC; or plain subtitles.</summary>
internal sealed class MatroskaTrack
{
    private const uint TrackNumber = 0xD7, TrackUid = 0x73C5, TrackType = 0x83, FlagEnabled = 0xB9, FlagDefault = 0x88, FlagForced = 0x55AA, FlagLacing = 0x9C;
    private const uint DefaultDuration = 0x23E383, Name = 0x536E, Language = 0x22B59C, CodecId = 0x86, CodecPrivate = 0x63A2, CodecName = 0x258688, MinCache = 0x6DE7, MaxBlockAddition = 0x55EE;
    private const uint Video = 0xE0, PixelWidth = 0xB0, PixelHeight = 0xBA, DisplayWidth = 0x54B0, DisplayHeight = 0x54BA, DisplayUnit = 0x54B2, FlagInterlaced = 0x9A, FieldOrder = 0x9D, Colour = 0x55B0;
    private const uint Audio = 0xE1, SamplingFrequency = 0xB5, Channels = 0x9F, BitDepth = 0x6264, Void = 0xEC, Crc32 = 0xBF;
    private const int TypeVideo = 1, TypeAudio = 2, TypeSubtitle = 17;

    private (int Width, int Height) _size;
    private string _codec = "";

    public long Number { get; private set; }

    public ulong Uid { get; private set; }

    public bool IsMedia { get; private set; }

    public bool HasStart { get; private set; }

    public JsonObject Stream { get; } = [];

    public static MatroskaTrack? Read(ReadOnlySpan<byte> entry, int index)
    {
        var track = new MatroskaTrack();
        return track.ReadEntry(entry, index) ? track : null;
    }

    public void Tag(string name, string value)
    {
        if (Stream["tags"] is not JsonObject tags) Stream["tags"] = tags = [];
        tags[name] = value;
    }

    /// <summary>Takes the first block.</summary>
    public bool Start(long milliseconds, ReadOnlySpan<byte> frame)
    {
        if (HasStart) return true;
        HasStart = true;
        if (_codec is "vp8" or "vp9" && (_codec == "vp8" ? PictureSize.OfVp8(frame) : PictureSize.OfVp9(frame)) != _size) return false;
        if (ProbedText.Seconds(milliseconds * 0.001) is not { } start) return false;
        Stream["start_time"] = start;
        return true;
    }

    public bool Finish() => !IsMedia || HasStart;

    private bool ReadEntry(ReadOnlySpan<byte> entry, int index)
    {
        long type = 0, isDefault = 1, frameLength = 0;
        string codec = "", language = "eng";
        ReadOnlySpan<byte> setup = default, shape = default;
        var cursor = new EbmlCursor(entry);
        while (cursor.TryNext(out var id, out var body))
        {
            switch (id)
            {
                case TrackNumber: Number = EbmlCursor.Unsigned(body); break;
                case TrackUid: Uid = EbmlCursor.Wide(body); break;
                case TrackType: type = EbmlCursor.Unsigned(body); break;
                case FlagDefault: isDefault = EbmlCursor.Unsigned(body); break;
                case DefaultDuration: frameLength = EbmlCursor.Unsigned(body); break;
                case Language: language = Encoding.ASCII.GetString(body[..Math.Min(body.Length, 32)]).TrimEnd('\0'); break;
                case CodecId: codec = Encoding.ASCII.GetString(body[..Math.Min(body.Length, 64)]).TrimEnd('\0'); break;
                case CodecPrivate: setup = body; break;
                case Video or Audio when shape.IsEmpty: shape = body; break;
                case FlagEnabled when EbmlCursor.Unsigned(body) != 1: return false;
                case FlagEnabled or FlagForced or FlagLacing or Name or CodecName or MinCache or Void or Crc32: break;
                case MaxBlockAddition when EbmlCursor.Unsigned(body) == 0: break;
                // Encodings, delays, projections, further layers: ffprobe's.
                default: return false;
            }
        }

        if (cursor.Failed || Number <= 0 || isDefault is < 0 or > 1 || frameLength < 0 || language.Length != 3 || !language.All(char.IsAsciiLetterLower)) return false;
        Stream["index"] = index;
        Stream["disposition"] = new JsonObject { ["default"] = (int)isDefault };
        if (language != "und") Tag("language", language);
        switch (type)
        {
            case TypeVideo:
                IsMedia = true;
                return ReadVideo(codec, setup, shape, frameLength);
            case TypeAudio:
                IsMedia = true;
                return ReadAudio(codec, setup, shape);
            case TypeSubtitle when codec == "S_TEXT/UTF8":
                Stream["codec_type"] = "subtitle";
                Stream["codec_name"] = "subrip";
                return true;
            default:
                return false;
        }
    }

    private bool ReadVideo(string codec, ReadOnlySpan<byte> setup, ReadOnlySpan<byte> shape, long frameLength)
    {
        long width = 0, height = 0;
        var cursor = new EbmlCursor(shape);
        while (cursor.TryNext(out var id, out var body))
        {
            if (id == PixelWidth) width = EbmlCursor.Unsigned(body);
            else if (id == PixelHeight) height = EbmlCursor.Unsigned(body);
            else if (id is not (DisplayWidth or DisplayHeight or DisplayUnit or FlagInterlaced or FieldOrder or Colour or Void)) return false;
        }

        // Without the length of a frame ffmpeg measures the rate.
        if (cursor.Failed || width is <= 0 or > ushort.MaxValue || height is <= 0 or > ushort.MaxValue || frameLength == 0) return false;
        _size = ((int)width, (int)height);
        (_codec, var size) = codec switch
        {
            "V_MPEG4/ISO/AVC" => ("h264", PictureSize.OfH264(setup)),
            "V_MPEGH/ISO/HEVC" => ("hevc", PictureSize.OfHevc(setup)),
            "V_VP8" => ("vp8", _size),
            "V_VP9" => ("vp9", _size),
            _ => ("", null),
        };
        if (size != _size) return false;
        Stream["codec_type"] = "video";
        Stream["codec_name"] = _codec;
        Stream["width"] = _size.Width;
        Stream["height"] = _size.Height;
        var (over, under) = ProbedText.Nearest(1_000_000_000, frameLength, 30_000);
        Stream["avg_frame_rate"] = string.Create(CultureInfo.InvariantCulture, $"{over}/{under}");
        return under > 0;
    }

    private bool ReadAudio(string codec, ReadOnlySpan<byte> setup, ReadOnlySpan<byte> shape)
    {
        var rate = 8000.0;
        var channels = 1L;
        var cursor = new EbmlCursor(shape);
        while (cursor.TryNext(out var id, out var body))
        {
            if (id == SamplingFrequency) rate = EbmlCursor.Real(body);
            else if (id == Channels) channels = EbmlCursor.Unsigned(body);
            else if (id is not (BitDepth or Void)) return false;
        }

        if (cursor.Failed || codec != "A_AAC" || AacSound.Read(setup) is not { } sound || sound.Rate != rate || sound.Channels != channels) return false;
        Stream["codec_type"] = "audio";
        Stream["codec_name"] = "aac";
        Stream["sample_rate"] = $"{sound.Rate}";
        Stream["channels"] = sound.Channels;
        return true;
    }
}
