using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Orleans.Video.Media.Children;

/// <summary>What the installed ffmpeg is and has, asked once.</summary>
internal sealed partial class FFmpegTools(ChildLauncher launcher, MediaOptions options) : IDisposable
{
    // Demuxers that open what a file names (playlists, manifests, patterns, companions, network sessions), that read from devices,
    // or that draw text as pictures. A file in one of these formats is refused by name; what it names is never opened.
    private static readonly HashSet<string> Refused = new(
        """
        concat concatf hls applehttp dash imf webm_dash_manifest image2 image2pipe sdp sap rtp rtsp mpjpeg vobsub vividas vapoursynth avisynth
        dvdvideo sbg tedcaptions ffmetadata tty txd bin adf idf xbin bintext svg_pipe data rawvideo lavfi
        ass ssa srt webvtt sami realtext stl subviewer subviewer1 jacosub microdvd mpl2 mpsub pjs vplayer aqtitle lrc mcc scc sup dvbsub dvbtxt
        alsa fbdev iec61883 jack kmsgrab libcdio libdc1394 openal oss pulse sndio video4linux2 v4l2 x11grab xcbgrab avfoundation gdigrab dshow
        decklink libndi_newtek bktr android_camera
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // By program, for the life of the process: whoever upgrades ffmpeg restarts the silo.
    private static readonly ConcurrentDictionary<string, ToolFacts> Known = new();
    private readonly SemaphoreSlim _gate = new(1);

    public async Task<ToolFacts> FactsAsync(CancellationToken ct)
    {
        if (Known.TryGetValue(options.FFmpegPath, out var known)) return known;
        await _gate.WaitAsync(ct);
        try
        {
            if (Known.TryGetValue(options.FFmpegPath, out known)) return known;
            return Known[options.FFmpegPath] = await AskAsync(ct);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<ToolFacts> AskAsync(CancellationToken ct)
    {
        await using var child = await launcher.StartAsync(options.FFmpegPath, ["-nostdin", "-demuxers"]);
        using var reader = new StreamReader(child.Output, Encoding.UTF8);
        var listing = await reader.ReadToEndAsync(ct);
        var exit = await child.WaitAsync(ct);
        var facts = Parse(listing, child.Said);
        return exit == 0 && facts.Demuxers.Length > 0
            ? facts
            : throw new MediaException(MediaFailure.ToolMissing, $"{options.FFmpegPath} does not run (exit {exit}): {child.Said}");
    }

    internal static ToolFacts Parse(string listing, string banner)
    {
        var allowed = new List<string>();
        foreach (Match line in DemuxerLine().Matches(listing))
        {
            // "mov,mp4,m4a" is one demuxer with several names.
            var names = line.Groups["names"].Value.Split(',');
            var isDevice = line.Groups["device"].Value == "d";
            if (!isDevice && !names.Any(Refused.Contains)) allowed.AddRange(names);
        }

        var version = Version().Match(banner);
        var major = version.Success ? int.Parse(version.Groups["major"].ValueSpan) : int.MaxValue;
        var recent = major > 5 || (major == 5 && version.Groups["minor"].Value is not ("" or "0"));
        return new ToolFacts(string.Join(',', allowed), recent ? "-fps_mode" : "-vsync");
    }

    [GeneratedRegex(@"^ D[ E]? *(?<device>d?) +(?<names>[0-9A-Za-z_,]+) ", RegexOptions.Multiline)]
    private static partial Regex DemuxerLine();

    [GeneratedRegex(@"^ffmpeg version n?(?<major>\d{1,4})\.?(?<minor>\d{0,4})", RegexOptions.Multiline)]
    private static partial Regex Version();
}

/// <summary>What a command line for this ffmpeg needs to know.</summary>
/// <param name="Demuxers">The demuxers that may read a file, comma-separated.</param>
/// <param name="FrameSyncOption">Its name of the option that keeps time stamps as they are: it was renamed in 5.1.</param>
internal sealed record ToolFacts(string Demuxers, string FrameSyncOption);
