using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Xunit;

namespace Orleans.Video.Inference.Tests;

/// <summary>Pictures and sound of real files, decoded by the real ffmpeg.</summary>
internal static class Ffmpeg
{
    /// <summary>RGB frames of a fixed size, interleaved, of at most the first twenty seconds: one of the clips is much longer, and decoding it would take most of the tests' time.</summary>
    public static Task<byte[]> FramesAsync(string path, int framesPerSecond, int width, int height) => RunAsync(
        "-t", "20", "-i", path, "-vf", string.Create(CultureInfo.InvariantCulture, $"fps={framesPerSecond},scale={width}:{height}:flags=area"), "-f", "rawvideo", "-pix_fmt", "rgb24", "-");

    /// <summary>A picture as it is, RGB, interleaved.</summary>
    public static Task<byte[]> PictureAsync(string path) => RunAsync("-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-");

    /// <summary>Mono sound at 16 kHz.</summary>
    public static async Task<short[]> SoundAsync(string path) =>
        MemoryMarshal.Cast<byte, short>(await RunAsync("-i", path, "-vn", "-ac", "1", "-ar", "16000", "-f", "s16le", "-")).ToArray();

    private static async Task<byte[]> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("ffmpeg", ["-nostdin", "-loglevel", "error", "-threads", "1", .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output.ToArray();
    }
}
