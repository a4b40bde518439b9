using System.Globalization;
using System.Text;
using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Learning.Data.Synthesis;
using Orleans.Video.Learning.Data.Waves;
using Orleans.Video.Media;
using Orleans.Video.Media.Children;

namespace Orleans.Video.Learning.Data.Videos;

/// <summary>
/// Makes videos from pictures and sounds after scripts, encoded by ffmpeg (H.264 and AAC in MP4), so that training sees what decoding gives. Beside
/// each video lies its script, the truth about what is where. Safe for use by many at once; each video is one child.
/// </summary>
public sealed class TrainingVideoMaker : IAsyncDisposable
{
    private const int SampleRate = 44_100;
    private const long LargestVideo = 2L << 30;

    private readonly MediaOptions _options;
    private readonly ChildLauncher _launcher;
    private readonly SoundSynthesizer _sounds;
    private readonly PictureSet _pictures;

    /// <param name="options">Limits of the children.</param>
    /// <param name="pictures">The pictures that scripts speak of.</param>
    /// <param name="words">The words that scripts say, at 44,100 samples a second; null without speech.</param>
    /// <exception cref="ArgumentException">An option cannot be used, or the words have another rate.</exception>
    public TrainingVideoMaker(MediaOptions options, PictureSet pictures, SpokenWords? words)
    {
        if (options.Validate() is { } problem) throw new ArgumentException(problem, nameof(options));
        if (words is not null && words.SampleRate != SampleRate) throw new ArgumentException($"the words have {words.SampleRate} samples a second: speak them at {SampleRate}", nameof(words));
        _options = options;
        _pictures = pictures;
        _launcher = new ChildLauncher(options);
        _sounds = new SoundSynthesizer(SampleRate, words);
    }

    /// <summary>Where the script of a video lies.</summary>
    public static string RecordOf(string path) => Path.ChangeExtension(path, ".json");

    /// <summary>Makes a video and its record. Neither is there before it is whole; what was there before is replaced.</summary>
    /// <param name="script">What is where.</param>
    /// <param name="path">The video's path; the folder exists.</param>
    /// <param name="ct">Stops, and leaves nothing behind.</param>
    /// <exception cref="ArgumentException">The script cannot be made.</exception>
    /// <exception cref="LearningDataException">ffmpeg cannot make it, or it cannot be written.</exception>
    /// <exception cref="MediaException">ffmpeg is not installed.</exception>
    public async Task MakeAsync(VideoScript script, string path, CancellationToken ct)
    {
        if (script.Check(_pictures.Count) is { } problem) throw new ArgumentException(problem, nameof(script));
        var full = Path.GetFullPath(path);
        var (video, sound, record) = (full + ".partial", full + ".wav", RecordOf(full) + ".partial");
        try
        {
            if (script.Sounds.Count > 0) await File.WriteAllBytesAsync(sound, new WaveFile(SampleRate, Mix(script)).Write(), ct);
            await EncodeAsync(script, sound, video, ct);
            await File.WriteAllTextAsync(record, script.ToJson(), ct);
            File.Move(record, RecordOf(full), overwrite: true);
            File.Move(video, full, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LearningDataException($"{path} cannot be written: {failure.Message}", failure);
        }
        finally
        {
            foreach (var left in new[] { video, sound, record }) TryDelete(left);
        }
    }

    /// <summary>Ends the children. Videos in the making fail.</summary>
    public ValueTask DisposeAsync() => _launcher.DisposeAsync();

    // What made the video fail must be heard, not that nothing is there to delete.
    private static void TryDelete(string path)
    {
        try { File.Delete(path); }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException) { }
    }

    // A little shorter than the pictures: the encoder fills up its last block, which must not begin another second.
    private short[] Mix(VideoScript script)
    {
        var mix = new float[(int)((script.Seconds - 0.1) * SampleRate)];
        foreach (var sound in script.Sounds)
        {
            var first = (int)(sound.Start * SampleRate);
            var samples = _sounds.Make(sound.Kind, sound.Variant, (int)(sound.Seconds * SampleRate), sound.Seed, sound.Word).Samples;
            for (var i = 0; i < samples.Length && first + i < mix.Length; i++) mix[first + i] += (float)(samples[i] * sound.Gain);
        }

        return Array.ConvertAll(mix, static value => (short)Math.Clamp(value, short.MinValue, short.MaxValue));
    }

    private async Task EncodeAsync(VideoScript script, string sound, string video, CancellationToken ct)
    {
        await using var child = await _launcher.StartAsync(_options.FFmpegPath, Arguments(script, sound, video), isFed: true, maxFileBytes: LargestVideo);
        try
        {
            await using var input = child.Input;
            var frame = new byte[script.Width * script.Height * 3];
            var renderer = new PictureAugmenter(script.Width, script.Height);
            for (var i = 0; i < script.Seconds * script.FramesPerSecond; i++)
            {
                Render(renderer, script, i, frame);
                await input.WriteAsync(frame, ct);
            }
        }
        catch (IOException)
        {
            // It is gone: its exit says why.
        }

        var exit = await child.WaitAsync(ct);
        if (exit != 0) throw new LearningDataException($"ffmpeg cannot make {video} (exit {exit}): {child.Said}");
    }

    private void Render(PictureAugmenter renderer, VideoScript script, int number, Span<byte> frame)
    {
        // The middle of the frame's time: rounding puts no frame into a neighbour.
        var time = (number + 0.5) / script.FramesPerSecond;
        var scene = script.Scenes.Last(s => s.Start <= time);
        var part = (float)Math.Clamp((time - scene.Start) / scene.Seconds, 0, 1);
        var (left, top) = (double.Lerp(scene.From.Left, scene.To.Left, part), double.Lerp(scene.From.Top, scene.To.Top, part));
        var (width, height) = (double.Lerp(scene.From.Width, scene.To.Width, part), double.Lerp(scene.From.Height, scene.To.Height, part));
        var crop = new CropArea(left * _pictures.Width, top * _pictures.Height, width * _pictures.Width, height * _pictures.Height);
        renderer.Apply(new PictureChange { Crop = crop }, _pictures.Pixels(scene.Picture), _pictures.Width, _pictures.Height, frame);
    }

    private static IEnumerable<string> Arguments(VideoScript script, string sound, string video)
    {
        var hasSound = script.Sounds.Count > 0;
        return
        [
            "-nostdin", "-hide_banner", "-v", "error", "-y", "-protocol_whitelist", "pipe,file",
            "-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", $"{script.Width}x{script.Height}", "-framerate", $"{script.FramesPerSecond}", "-i", "pipe:0",
            .. hasSound ? (string[])["-i", "file:" + sound] : [],
            "-filter_threads", "1", "-vf", Captions(script),
            "-threads", "1", "-c:v", "libx264", "-preset", "ultrafast", "-crf", $"{script.RateFactor}", "-pix_fmt", "yuv420p",
            .. hasSound ? (string[])["-c:a", "aac", "-b:a", "64k", "-ac", "1"] : [],
            // Without the encoders' versions and the date, so that the same script gives the same bytes.
            "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact",
            "-movflags", "+faststart", "-f", "mp4", "file:" + video,
        ];
    }

    private static string Captions(VideoScript script)
    {
        var chain = new StringBuilder("null");
        foreach (var scene in script.Scenes)
        {
            if (scene.Caption is not { } caption) continue;
            // As large as fits: letters are about 0.6 of their height wide.
            var size = Math.Clamp((int)(script.Width * 0.9 / (0.6 * caption.Length)), 6, Math.Max(6, script.Height / 8));
            chain.Append(CultureInfo.InvariantCulture, $",drawtext=expansion=none:font=Sans:text='{caption}':fontsize={size}:fontcolor=white:box=1:boxcolor=black@0.5:boxborderw=2");
            chain.Append(CultureInfo.InvariantCulture, $":x=(w-text_w)/2:y=h-text_h-6:enable='between(t,{scene.Start:0.####},{scene.Start + scene.Seconds - 0.5 / script.FramesPerSecond:0.####})'");
        }

        return chain.ToString();
    }
}
