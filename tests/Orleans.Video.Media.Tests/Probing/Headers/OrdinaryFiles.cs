using Orleans.Video.Testing;

namespace Orleans.Video.Media.Tests.Probing.Headers;

/// <summary>A matrix of small files made by ffmpeg: what they are, and whether their headers must be read without ffprobe.</summary>
internal static class OrdinaryFiles
{
    private static readonly string[] H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];
    private static readonly string[] Reordered = ["-c:v", "libx264", "-preset", "medium", "-bf", "3", "-pix_fmt", "yuv420p"];
    private static readonly string[] Hevc = ["-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-x265-params", "log-level=none", "-tag:v", "hvc1"];
    private static readonly string[] Aac = ["-c:a", "aac"];

    /// <summary>Files that every uploader makes: the headers alone must be enough.</summary>
    public static IReadOnlyDictionary<string, string[]> Plain { get; } = new Dictionary<string, string[]>
    {
        ["plain.mp4"] = [.. Both(3), .. H264, .. Aac],
        ["faststart.mp4"] = [.. Both(3), .. H264, .. Aac, "-movflags", "+faststart"],
        ["reordered.mp4"] = [.. Both(3), .. Reordered, .. Aac],
        ["no-edits.mp4"] = [.. Both(3), .. Reordered, .. Aac, "-use_editlist", "0"],
        ["reordered-film.mp4"] = [.. SampleVideos.Pattern(2, "320x180", 24000 / 1001.0), .. SampleVideos.Tone(2, 48000), "-r", "24000/1001", .. Reordered, .. Aac],
        ["odd-rate.mp4"] = [.. SampleVideos.Pattern(2, "160x90", 14.985), .. H264],
        ["slow-rate.mp4"] = [.. SampleVideos.Pattern(9, "160x90", 0.75), .. H264],
        ["variable.mp4"] = [.. SampleVideos.Pattern(4), "-vf", "select='not(between(t,1.01,2.48))'", "-vsync", "vfr", .. H264],
        ["cropped.mp4"] = [.. SampleVideos.Pattern(1, "1918x1078", 5), .. H264],
        ["interlaced.mp4"] = [.. SampleVideos.Pattern(1, "720x576", 25), .. H264, "-flags", "+ildct+ilme", "-x264-params", "tff=1"],
        ["444.mp4"] = [.. SampleVideos.Pattern(1, "66x50"), "-c:v", "libx264", "-pix_fmt", "yuv444p"],
        ["odd-size.mp4"] = [.. SampleVideos.Pattern(1, "320x200", 10), "-vf", "scale=33:17", "-c:v", "libx264", "-pix_fmt", "yuv444p"],
        ["422-ten-bit.mp4"] = [.. SampleVideos.Pattern(1, "66x50"), "-c:v", "libx264", "-pix_fmt", "yuv422p10le"],
        ["grey.mp4"] = [.. SampleVideos.Pattern(1, "66x50"), "-c:v", "libx264", "-pix_fmt", "gray"],
        ["aspect.mp4"] = [.. SampleVideos.Pattern(1), "-vf", "setsar=16/11", .. H264],
        ["hevc.mp4"] = [.. Both(2), .. Hevc, .. Aac],
        ["hevc-cropped.mp4"] = [.. SampleVideos.Pattern(1, "202x118"), .. Hevc],
        ["sound.m4a"] = [.. SampleVideos.Tone(3), .. Aac],
        ["stereo.m4a"] = [.. SampleVideos.Tone(3, 48000), "-ac", "2", .. Aac],
        ["six-channels.m4a"] = [.. SampleVideos.Tone(3, 48000), "-ac", "6", .. Aac],
        ["low-rate.m4a"] = [.. SampleVideos.Tone(3, 16000), .. Aac],
        ["two-languages.mp4"] = [.. Both(2), .. SampleVideos.Tone(2, 48000, 900), "-map", "0", "-map", "1", "-map", "2", .. H264, .. Aac, "-metadata:s:a:0", "language=deu", "-metadata:s:a:1", "language=spa", "-disposition:a:0", "0", "-disposition:a:1", "default"],
        ["two-pictures.mp4"] = [.. SampleVideos.Pattern(2), .. SampleVideos.Pattern(2, "160x120"), "-map", "0", "-map", "1", .. H264, "-disposition:v:1", "default"],
        ["late-sound.mp4"] = ["-itsoffset", "1.5", .. SampleVideos.Tone(3), .. SampleVideos.Pattern(4), "-map", "1", "-map", "0", .. H264, .. Aac],
        ["late-pictures.mp4"] = ["-itsoffset", "2.25", .. SampleVideos.Pattern(2), .. SampleVideos.Tone(5), .. Reordered, .. Aac],
        ["short-sound.mp4"] = [.. SampleVideos.Pattern(15, "64x48", 10), .. SampleVideos.Tone(2), .. H264, .. Aac],
        ["many-b-frames.mp4"] = [.. SampleVideos.Pattern(3), .. Reordered, "-x264-params", "b-pyramid=normal:bframes=5"],
        ["one-frame.mp4"] = [.. SampleVideos.Pattern(0.04, "64x48", 25), .. H264],
        ["coarse-clock.mp4"] = [.. SampleVideos.Pattern(2), .. H264, "-video_track_timescale", "600"],
        ["fine-clock.mp4"] = [.. SampleVideos.Pattern(2), .. H264, "-video_track_timescale", "1024", "-movie_timescale", "48000"],
        ["plain.mkv"] = [.. Both(3), .. H264, .. Aac],
        ["reordered.mkv"] = [.. Both(3), .. Reordered, .. Aac],
        ["film.mkv"] = [.. SampleVideos.Pattern(2, "320x180", 24000 / 1001.0), "-r", "24000/1001", .. Reordered],
        ["hevc.mkv"] = [.. SampleVideos.Pattern(1, "202x118"), .. Hevc],
        ["vp8.webm"] = [.. SampleVideos.Pattern(1, "130x94"), "-c:v", "libvpx", "-deadline", "realtime"],
        ["vp9.webm"] = [.. SampleVideos.Pattern(1, "131x93"), "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"],
        ["two-languages.mkv"] = [.. Both(2), .. SampleVideos.Tone(2, 48000, 900), "-map", "0", "-map", "1", "-map", "2", .. H264, .. Aac, "-metadata:s:a:0", "language=deu", "-metadata:s:a:1", "language=spa", "-disposition:a:0", "0", "-disposition:a:1", "default"],
    };

    /// <summary>Files of which either way may tell, as long as both say the same.</summary>
    public static IReadOnlyDictionary<string, string[]> Unusual { get; } = new Dictionary<string, string[]>
    {
        ["quick.mov"] = [.. Both(3), .. Reordered, .. Aac],
        ["pcm.mov"] = [.. Both(2), .. H264, "-c:a", "pcm_s16le"],
        ["prores.mov"] = [.. SampleVideos.Pattern(1), "-c:v", "prores_ks"],
        ["fragmented.mp4"] = [.. Both(3), .. H264, .. Aac, "-movflags", "+frag_keyframe+empty_moov"],
        ["subtitled.mp4"] = [.. Both(2), "-i", Words(), "-map", "0", "-map", "1", "-map", "2", .. H264, .. Aac, "-c:s", "mov_text"],
        ["covered.m4a"] = [.. SampleVideos.Tone(2), "-f", "lavfi", "-i", "color=red:s=64x64:d=0.04:r=25", "-map", "0", "-map", "1", .. Aac, "-c:v", "png", "-disposition:v:0", "attached_pic"],
        ["mpeg4.mp4"] = [.. Both(2), "-c:v", "mpeg4", "-c:a", "libmp3lame"],
        ["opus.mp4"] = [.. Both(2), .. H264, "-c:a", "libopus", "-strict", "-2"],
        ["vp9.mp4"] = [.. SampleVideos.Pattern(1), "-c:v", "libvpx-vp9", "-deadline", "realtime"],
        ["flac.mp4"] = [.. SampleVideos.Tone(2), "-c:a", "flac", "-strict", "-2"],
        ["chapters.mp4"] = [.. Both(3), "-i", Chapters(), "-map_metadata", "2", "-map", "0", "-map", "1", .. H264, .. Aac],
        ["timecode.mp4"] = [.. Both(2), .. H264, .. Aac, "-timecode", "01:00:00:00"],
        ["trimmed.mp4"] = ["-ss", "1.5", "-i", SampleVideos.Mp4(6), "-c", "copy"],
        ["trimmed-sound.m4a"] = ["-ss", "1.234", "-i", SampleVideos.Mp4(6), "-vn", "-c", "copy"],
        ["half-a-frame.mp4"] = [.. Both(2), .. Reordered, .. Aac, "-output_ts_offset", "0.017"],
        ["early.mp4"] = [.. Both(2), .. Reordered, .. Aac, "-output_ts_offset", "-0.5", "-avoid_negative_ts", "disabled"],
        ["negative-offsets.mp4"] = [.. SampleVideos.Pattern(2), .. Reordered, "-movflags", "+negative_cts_offsets"],
        ["hev1.mp4"] = [.. SampleVideos.Pattern(1), "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none"],
        ["tiny-sound.m4a"] = [.. SampleVideos.Tone(0.01, 48000), .. Aac],
        ["3gp.3gp"] = [.. Both(2), .. H264, .. Aac],
        ["sound.mka"] = [.. SampleVideos.Tone(2), .. Aac],
        ["opus.webm"] = [.. Both(2), "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"],
        ["subtitled.mkv"] = [.. Both(2), "-i", Words(), "-map", "0", "-map", "1", "-map", "2", .. H264, .. Aac, "-c:s", "srt"],
        ["variable.mkv"] = [.. SampleVideos.Pattern(4), "-vf", "select='not(between(t,1.01,2.48))'", "-vsync", "vfr", .. H264],
        ["chapters.mkv"] = [.. Both(3), "-i", Chapters(), "-map_metadata", "2", "-map", "0", "-map", "1", .. H264, .. Aac],
        ["live.mkv"] = [.. Both(2), .. H264, .. Aac, "-live", "1"],
        ["attached.mkv"] = [.. Both(2), .. H264, .. Aac, "-attach", Words(), "-metadata:s:t", "mimetype=text/plain"],
        ["late-sound.mkv"] = ["-itsoffset", "1.5", .. SampleVideos.Tone(3), .. SampleVideos.Pattern(4), "-map", "1", "-map", "0", .. H264, .. Aac],
        ["late-start.mkv"] = [.. Both(2), .. Reordered, .. Aac, "-output_ts_offset", "7"],
        ["plain.wav"] = SampleVideos.Tone(2.25, 8000),
        ["stereo24.wav"] = [.. SampleVideos.Tone(2, 48000), "-ac", "2", "-c:a", "pcm_s24le"],
    };

    public static string Make(string name) => SampleVideos.Make("ordinary-" + name, Plain.GetValueOrDefault(name) ?? Unusual[name]);

    private static string[] Both(double seconds) => [.. SampleVideos.Pattern(seconds), .. SampleVideos.Tone(seconds)];

    private static string Words() => SampleVideos.Write("ordinary-words.srt", static to => File.WriteAllText(to, "1\n00:00:00,500 --> 00:00:01,000\nhello\n\n"));

    private static string Chapters() => SampleVideos.Write("ordinary-chapters.txt", static to => File.WriteAllText(to, ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1500\ntitle=one\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=1500\nEND=3000\ntitle=two\n"));
}
