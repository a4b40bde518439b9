using System.Globalization;
using Orleans.Video.Media.Children;

namespace Orleans.Video.Media.Reading;

/// <summary>
/// The ffmpeg command lines of one read. Time in what they send is always presentation time of the media, whatever is skipped:
/// <list type="bullet">
/// <item>Pictures: <c>fps</c> rounding up shows at i/T the last frame due by then. A millisecond of grace comes first, because Matroska, WebM
/// and FLV round their times to milliseconds, so that the frame due at 66.67 ms says 67.</item>
/// <item>Sound is always decoded from the start, which costs little: the state of resamplers, noise generators and time-stamp rounding then
/// is that of an undisturbed read, and samples are equal to the bit. Only pictures seek, with a pre-roll that spans any usual group of pictures.</item>
/// </list>
/// </summary>
internal static class PassPlan
{
    private const int PreRollSeconds = 64;

    // Tracks that start or end further apart than this are decoded by a child each: in one child, the muxer would hold all of the early
    // track in memory until the late one has shown what it is, and the last frames of a track that ends early would come with the end of
    // the other one, too late to be laid into their place.
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(10);

    /// <summary>The arguments of one child, or of two when the tracks are read apart.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Commands(string inputPath, MediaInfo info, SegmentFormat format, int firstSegment, MediaOptions options, ToolFacts facts)
    {
        var seekSecond = firstSegment * (long)format.SecondsPerSegment - PreRollSeconds;
        // Beyond the end there is nothing to seek, and without a declared length no index to seek by.
        var seeks = info is { Video: not null, SeeksExactly: true } && seekSecond > 0 && seekSecond < info.Duration?.TotalSeconds;
        var input = Input(inputPath, info, options, facts);
        var apart = FarApart(info.Video?.Start, info.Audio?.Start) || FarApart(info.Video?.End, info.Audio?.End);
        if (apart)
        {
            return
            [
                Command(VideoInput(), Video(0), []),
                Command(input, [], Audio(0)),
            ];
        }

        if (info.Video is null) return [Command(input, [], Audio(0))];
        if (info.Audio is null) return [Command(VideoInput(), Video(0), [])];
        return seeks
            ? [Command([.. VideoInput(), .. input], Video(0), Audio(1))]
            : [Command(input, Video(0), Audio(0))];

        // Without -noaccurate_seek the frame that is still shown at the seek point would be dropped.
        IReadOnlyList<string> VideoInput() => seeks ? ["-noaccurate_seek", "-ss", $"{seekSecond}", .. input] : input;

        IReadOnlyList<string> Video(int from) => VideoOutput(from, info.Video!, format, seeks ? seekSecond : 0, facts);

        IReadOnlyList<string> Audio(int from) => AudioOutput(from, info.Audio!, format);
    }

    /// <summary>The arguments that give one picture, as <c>rgb24</c>.</summary>
    public static IReadOnlyList<string> Picture(string inputPath, int width, int height, FrameFit fit, MediaOptions options, ToolFacts facts) =>
    [
        .. Common,
        .. FFmpegArguments.Input(options, facts, ProbeDepth.Shallow), "-threads", "1", "-i", inputPath,
        "-filter_threads", "1", "-map", "0:v:0", "-vf", Scale(width, height, fit), "-frames:v", "1",
        "-c:v", "rawvideo", "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1",
    ];

    private static bool FarApart(TimeSpan? video, TimeSpan? audio) => (video - audio)?.Duration() > Apart;

    private static IReadOnlyList<string> Common => ["-nostdin", "-hide_banner", "-v", "error"];

    private static IReadOnlyList<string> Input(string inputPath, MediaInfo info, MediaOptions options, ToolFacts facts) =>
        [.. FFmpegArguments.Input(options, facts, info.Depth), "-threads", $"{options.DecoderThreads}", "-i", inputPath];

    private static IReadOnlyList<string> Command(IReadOnlyList<string> inputs, IReadOnlyList<string> video, IReadOnlyList<string> audio) =>
    [
        .. Common, .. inputs, "-filter_threads", "1", .. video, .. audio,
        "-map_metadata", "-1", "-map_chapters", "-1",
        "-max_muxing_queue_size", "16384", "-avoid_negative_ts", "disabled",
        // Few large writes of sound instead of one a packet: each of them wakes us up. Pictures come one by one all the same, since raw pictures
        // are key frames, and the muxer begins a cluster with each of those.
        "-f", "matroska", "-allow_raw_vfw", "1", "-write_crc32", "0", "-cluster_size_limit", "262144", "-cluster_time_limit", "4000", "-flush_packets", "0", "pipe:1",
    ];

    private static IReadOnlyList<string> VideoOutput(int from, VideoStream stream, SegmentFormat format, long seekSecond, ToolFacts facts)
    {
        // setpts and trim count in ticks of 1/T s here.
        var chain = $"settb=1/1000000,setpts=PTS-1000,fps={format.FramesPerSecond}:round=up,setpts=PTS+{seekSecond * format.FramesPerSecond},trim=start_pts=0,{Scale(format.Width, format.Height, format.Fit)}";
        return ["-map", $"{from}:{stream.Index}", "-vf", chain, "-c:v", "rawvideo", "-pix_fmt", "rgb24", facts.FrameSyncOption, "passthrough"];
    }

    // Sound in packets of 50 ms, not of the 21 ms that codecs like: half the blocks to parse.
    private static IReadOnlyList<string> AudioOutput(int from, AudioStream stream, SegmentFormat format) =>
        ["-map", $"{from}:{stream.Index}", "-af", $"aresample={format.SampleRate},aformat=sample_fmts=s16:channel_layouts=mono,atrim=start_pts=0,asetnsamples=n={format.SampleRate / 20}:p=0", "-c:a", "pcm_s16le"];

    // Area averages when it shrinks and is bilinear when it enlarges. Cropping before scaling keeps the cost of absurd shapes bounded.
    public static string Scale(int width, int height, FrameFit fit)
    {
        var shape = string.Create(CultureInfo.InvariantCulture, $"{width}/{height}");
        return fit switch
        {
            FrameFit.Stretch => $"scale={width}:{height}:flags=area,format=rgb24",
            FrameFit.Cover => $"crop=w='min(iw,max(1,round(ih*{shape}/sar)))':h='min(ih,max(1,round(iw*sar/({shape}))))':exact=1,scale={width}:{height}:flags=area,format=rgb24",
            FrameFit.Contain => $"scale=w='min({width},max(1,round({height}*dar)))':h='min({height},max(1,round({width}/dar)))':flags=area,format=rgb24,pad={width}:{height}:(ow-iw)/2:(oh-ih)/2",
            _ => throw new ArgumentOutOfRangeException(nameof(fit)),
        };
    }
}
