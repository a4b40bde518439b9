using System.Globalization;

namespace Orleans.Video.Testing;

/// <summary>Videos in which somebody speaks: clips of the test data at times of ours, over a black picture.</summary>
public static class SpokenVideos
{
    /// <summary>A video of clips of <c>clips/speech</c>, each beginning at its second; skips the test when they are absent.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="seconds">Its length.</param>
    /// <param name="clips">File and second of each clip.</param>
    public static string Make(string name, int seconds, params (string File, double At)[] clips)
    {
        var arguments = new List<string> { "-f", "lavfi", "-i", $"color=black:s=64x48:r=5:d={seconds}", "-f", "lavfi", "-i", $"anullsrc=r=16000:cl=mono:d={seconds}" };
        var filters = new List<string>();
        for (var i = 0; i < clips.Length; i++)
        {
            arguments.AddRange(["-i", TestData.Require($"clips/speech/{clips[i].File}")]);
            filters.Add(string.Create(CultureInfo.InvariantCulture, $"[{i + 2}:a]adelay={clips[i].At * 1000:0}[c{i}]"));
        }

        filters.Add($"[1:a]{string.Concat(Enumerable.Range(0, clips.Length).Select(i => $"[c{i}]"))}amix=inputs={clips.Length + 1}:normalize=0:duration=first[sound]");
        arguments.AddRange(["-filter_complex", string.Join(';', filters), "-map", "0:v", "-map", "[sound]", "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le", "-t", $"{seconds}"]);
        return SampleVideos.Make(name, [.. arguments]);
    }

    /// <summary>A video of so many minutes, each with the same three sentences.</summary>
    public static string Minutes(int minutes)
    {
        var minute = Make("spoken-minute.mkv", 60, ("sense_and_sensibility_01_austen_64kb-0880.wav", 6.2), ("002.wav", 23.3), ("sense_and_sensibility_01_austen_64kb-0890.wav", 45.5));
        return SampleVideos.Make($"spoken-{minutes}-minutes.mkv", "-stream_loop", $"{minutes - 1}", "-i", minute, "-c", "copy");
    }

    /// <summary>Forty seconds: "… not an ill disposed young man" across the border of the first two segments, and two further sentences.</summary>
    public static string AcrossBorders() => Make(
        "across-borders.mkv", 40, ("sense_and_sensibility_01_austen_64kb-0880.wav", 6.2), ("sense_and_sensibility_01_austen_64kb-0870.wav", 13.1), ("sense_and_sensibility_01_austen_64kb-0890.wav", 29.5));
}
