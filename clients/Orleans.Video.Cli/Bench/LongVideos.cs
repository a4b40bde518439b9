using Orleans.Video.Cli.CommandLine;

namespace Orleans.Video.Cli.Bench;

/// <summary>Makes videos of any length quickly: one minute is encoded, and copied as often as it takes.</summary>
internal static class LongVideos
{
    /// <summary>Makes a small video with sound of <paramref name="minutes"/> minutes.</summary>
    public static async Task<string> MakeAsync(string folder, int minutes, CancellationToken cancellation)
    {
        var minute = Path.Combine(folder, "minute.mp4");
        if (!File.Exists(minute))
        {
            await ChildProgram.RunAsync(
                "ffmpeg",
                [
                    "-nostdin", "-hide_banner", "-loglevel", "error", "-y",
                    "-f", "lavfi", "-i", "testsrc2=s=160x120:r=8", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=16000",
                    "-t", "60", "-c:v", "mpeg4", "-q:v", "12", "-g", "8", "-c:a", "aac", "-b:a", "24k", "-ac", "1", minute,
                ],
                cancellation);
        }

        var whole = Path.Combine(folder, $"{minutes}-minutes.mp4");
        await ChildProgram.RunAsync(
            "ffmpeg",
            ["-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-stream_loop", (minutes - 1).ToString(), "-i", minute, "-c", "copy", whole],
            cancellation);
        return whole;
    }
}
