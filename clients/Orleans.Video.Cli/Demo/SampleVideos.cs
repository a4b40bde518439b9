using System.Globalization;
using Orleans.Video.Cli.CommandLine;

namespace Orleans.Video.Cli.Demo;

/// <summary>
/// Three short videos made on the spot by ffmpeg and espeak-ng, each with pictures, sound and a spoken sentence. The two of the boat look
/// alike, the two with the bells sound alike, so that the look-ups have something to find.
/// </summary>
internal static class SampleVideos
{
    private const int Seconds = 12;
    private const int Rate = 24;

    // Chords that stay, and bells: a stroke a second that fades. Commas within an expression are escaped for the filter graph.
    private const string Waves = "0.10*sin(2*PI*110*t)+0.08*sin(2*PI*165*t)+0.06*sin(2*PI*220*t)*(0.6+0.4*sin(2*PI*0.5*t))";
    private const string Bells = "(0.28*sin(2*PI*880*t)+0.18*sin(2*PI*1318*t)+0.10*sin(2*PI*2637*t))*exp(-4*mod(t\\,1))";

    private static readonly Sample[] All =
    [
        new(
            "harbour-morning",
            "A white boat in the morning harbour",
            "The harbour at seven",
            "A white boat crosses the blue water from left to right while the sun stands low.",
            "A white boat leaves the harbour in the morning.",
            Scene(sky: "0x7ec8f0", water: "0x1d5f96", sun: "0xffe08a", boatAt: "20+24*t"),
            Waves),
        new(
            "harbour-evening",
            "The white boat comes home",
            "The same harbour at nine, with the church bells",
            "Bells ring over the water as the boat comes back from right to left.",
            "In the evening the white boat comes home to the sound of bells.",
            Scene(sky: "0x78bdea", water: "0x1b5a8c", sun: "0xffd47a", boatAt: "270-20*t"),
            Bells),
        new(
            "clock-tower",
            "The clock tower strikes nine",
            "Gears and bells",
            "Coloured wheels turn inside the tower while the bells ring.",
            "The clock in the tower strikes nine.",
            $"mandelbrot=s=320x180:r={Rate}:start_scale=1.2:end_scale=0.02:end_pts={Seconds * Rate}:maxiter=256,hue=h=60*t",
            Bells),
    ];

    /// <summary>Makes the videos in a folder.</summary>
    /// <exception cref="CommandFailure">ffmpeg is missing or cannot do it.</exception>
    public static async Task<IReadOnlyList<DemoVideo>> MakeAsync(string folder, CommandOutput output, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var speaks = ChildProgram.IsThere("espeak-ng");
        if (!speaks) output.Note("espeak-ng is not installed: the sample videos do not speak (apt-get install espeak-ng)");
        return await Task.WhenAll(All.Select(sample => MakeAsync(sample, folder, speaks, cancellation)));
    }

    private static async Task<DemoVideo> MakeAsync(Sample sample, string folder, bool speaks, CancellationToken cancellation)
    {
        var speech = Path.Combine(folder, $"{sample.Name}.wav");
        var video = Path.Combine(folder, $"{sample.Name}.mp4");
        if (speaks) await ChildProgram.RunAsync("espeak-ng", ["-v", "en", "-s", "140", "-w", speech, sample.Sentence], cancellation);

        // A little less than the pictures: the encoder pads its last block, which must not begin another second.
        var sound = string.Create(CultureInfo.InvariantCulture, $"aevalsrc={sample.Sound}:s=44100:d={Seconds - 0.1:0.0}");
        string[] voice = speaks ? ["-i", speech] : [];
        var mix = speaks ? "[1:a]volume=0.5[bed];[2:a]aresample=44100,adelay=3000:all=1,volume=1.6[voice];[bed][voice]amix=duration=first:normalize=0[a]" : "[1:a]volume=0.5[a]";
        await ChildProgram.RunAsync(
            "ffmpeg",
            [
                "-nostdin", "-hide_banner", "-loglevel", "error", "-y",
                "-f", "lavfi", "-i", sample.Picture, "-f", "lavfi", "-i", sound, .. voice,
                "-filter_complex", mix, "-map", "0:v", "-map", "[a]", "-t", Seconds.ToString(CultureInfo.InvariantCulture),
                "-threads", "1", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-ac", "1", "-movflags", "+faststart", video,
            ],
            cancellation);
        if (speaks) File.Delete(speech);
        return new DemoVideo(video, sample.Name, sample.Title, sample.Caption, sample.Description, "en");
    }

    /// <summary>Sky, water, a sun and a boat that moves, drawn from boxes of one colour.</summary>
    private static string Scene(string sky, string water, string sun, string boatAt) =>
        $"color=c={sky}:s=320x180:r={Rate}[back];color=c={water}:s=320x70:r={Rate}[sea];color=c={sun}:s=28x28:r={Rate}[disc];"
        + $"color=c=white:s=46x12:r={Rate}[hull];color=c=white:s=4x34:r={Rate}[mast];color=c=0xd33a2c:s=18x22:r={Rate}[sail];"
        + $"[back][disc]overlay=x=240:y=24[a];[a][sea]overlay=x=0:y=110[b];[b][hull]overlay=x='{boatAt}':y='112+3*sin(3*t)'[c];"
        + $"[c][mast]overlay=x='{boatAt}+20':y='80+3*sin(3*t)'[d];[d][sail]overlay=x='{boatAt}+24':y='82+3*sin(3*t)'";

    private sealed record Sample(string Name, string Title, string Caption, string Description, string Sentence, string Picture, string Sound);
}

/// <summary>A video that the demo ingests.</summary>
/// <param name="Path">The file.</param>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Caption">Its caption; null without.</param>
/// <param name="Description">Its description; null without.</param>
/// <param name="Language">The language of its text; null when not known.</param>
internal sealed record DemoVideo(string Path, string Id, string Title, string? Caption, string? Description, string? Language);
