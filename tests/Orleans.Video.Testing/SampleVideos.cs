using System.Collections.Concurrent;
using System.Diagnostics;

namespace Orleans.Video.Testing;

/// <summary>Small test media made by ffmpeg, each once a run. The folder goes when the process ends.</summary>
public static class SampleVideos
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Made = new();
    private static readonly Lazy<string> LazyFolder = new(MakeFolder);

    /// <summary>Absolute path of the folder that holds all samples.</summary>
    public static string Folder => LazyFolder.Value;

    /// <summary>A few seconds of moving test pattern (128×96, 30 frames a second) and a 440 Hz tone, H.264 and AAC.</summary>
    public static string Mp4(int seconds = 3, int sampleRate = 44100) =>
        Make($"plain-{seconds}-{sampleRate}.mp4", [.. Pattern(seconds), .. Tone(seconds, sampleRate), "-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart"]);

    /// <summary>Twenty seconds (three segments) of a pattern and a tone that differ with the number, in the containers that people upload most.</summary>
    public static string Numbered(int n)
    {
        string[] source = ["-f", "lavfi", "-i", $"testsrc2=s=128x96:r=15:d=20,hue=h={n * 30}", "-f", "lavfi", "-i", $"sine=f={200 + (n * 90)}:r=44100:d=20", "-pix_fmt", "yuv420p"];
        return (n % 3) switch
        {
            0 => Make($"numbered-{n}.mp4", [.. source, "-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-c:a", "aac"]),
            1 => Make($"numbered-{n}.mkv", [.. source, "-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-c:a", "aac"]),
            _ => Make($"numbered-{n}.mpg", [.. source, "-r", "25", "-c:v", "mpeg1video", "-c:a", "mp2"]),
        };
    }

    /// <summary>Two to four seconds (one segment) of a pattern and a tone that differ with the number.</summary>
    public static string Brief(int n)
    {
        var seconds = 2 + (n % 3);
        string[] source = ["-f", "lavfi", "-i", $"testsrc2=s=128x96:r=15:d={seconds},hue=h={n * 30}", .. Tone(seconds, hertz: 200 + (n * 90))];
        return Make($"brief-{n}.mp4", [.. source, "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"]);
    }

    /// <summary>Arguments for a test pattern as an input.</summary>
    public static string[] Pattern(double seconds, string size = "128x96", double rate = 30) =>
        ["-f", "lavfi", "-i", FormattableString.Invariant($"testsrc2=s={size}:r={rate}:d={seconds}")];

    /// <summary>Arguments for a tone as an input.</summary>
    public static string[] Tone(double seconds, int sampleRate = 44100, int hertz = 440) =>
        ["-f", "lavfi", "-i", FormattableString.Invariant($"sine=f={hertz}:r={sampleRate}:d={seconds}")];

    /// <summary>The path of a sample, made by ffmpeg from these arguments when this run has none of that name yet.</summary>
    public static string Make(string name, params string[] arguments) =>
        Made.GetOrAdd(name, _ => new Lazy<string>(() => Run(name, arguments))).Value;

    /// <summary>The path of a sample that a function writes to the path it is given, when this run has none of that name yet.</summary>
    public static string Write(string name, Action<string> write) =>
        Made.GetOrAdd(name, _ => new Lazy<string>(() =>
        {
            var path = Path.Combine(Folder, name);
            write(path);
            return path;
        })).Value;

    private static string Run(string name, string[] arguments)
    {
        var path = Path.Combine(Folder, name);
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-nostdin", "-hide_banner", "-v", "error", "-y", .. arguments, path]) start.ArgumentList.Add(argument);
        using var ffmpeg = Process.Start(start) ?? throw new InvalidOperationException("ffmpeg does not start");
        var said = ffmpeg.StandardError.ReadToEnd();
        ffmpeg.WaitForExit();
        return ffmpeg.ExitCode == 0 ? path : throw new InvalidOperationException($"ffmpeg cannot make {name}: {said}");
    }

    private static string MakeFolder()
    {
        var folder = Directory.CreateTempSubdirectory("orleans-video-samples-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // A child of a failed test may still hold it; the temporary folder is cleared by the system.
            }
        };
        return folder;
    }
}
