using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Learning.Data.Synthesis;
using Orleans.Video.Learning.Data.Videos;
using Orleans.Video.Learning.Tests.Data.Synthesis;
using Orleans.Video.Media;

namespace Orleans.Video.Learning.Tests.Data.Videos;

/// <summary>Videos that were made, read back as a served video is.</summary>
public sealed class TrainingVideoMakerTests
{
    private static readonly SegmentFormat Format = new() { FramesPerSecond = 4, Width = 32, Height = 24, Fit = FrameFit.Stretch };

    // One colour a picture, so that a frame tells which picture it shows.
    private static readonly PictureSet Pictures = Colours([0xC02020, 0x20C020, 0x2020C0, 0xC0C0C0]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_video_has_the_frames_size_length_and_sound_of_its_script_and_shows_each_picture_at_its_time()
    {
        await using var media = new LearningMedia();
        await using var maker = new TrainingVideoMaker(media.Options, Pictures, null);
        var options = new VideoScriptOptions { Width = 96, Height = 64, FramesPerSecond = 12, SecondsPerTopic = 3, CaptionChance = 0, Sounds = [SoundKind.Tone] };
        for (var seed = 1ul; seed <= 3; seed++)
        {
            var script = new VideoScriptWriter(Pictures, options).Write(seed, 0, 1, 2);
            var path = media.Folder.File($"made-{seed}.mp4");
            await maker.MakeAsync(script, path, Cancel);
            Assert.Equal(script.ToJson(), VideoScript.FromJson(await File.ReadAllTextAsync(TrainingVideoMaker.RecordOf(path), Cancel)).ToJson());
            var (duration, frames, width, height) = await ProbeAsync(path);
            Assert.Equal((108, 96, 64), (frames, width, height));
            Assert.Equal(9, duration, 0.1);
            var clips = await ReadAsync(media, path, Format);
            Assert.Equal(Enumerable.Range(0, 9), clips.Select(static c => c.Second));
            Assert.All(clips, static c => Assert.True(c.Frames is not null && c.Samples is not null));
            foreach (var clip in clips)
            {
                for (var frame = 0; frame < 4; frame++)
                {
                    var time = clip.Second + frame / 4.0;
                    AssertColour(clip.Frames!, frame, Pictures.Pixels(script.Scenes.Last(s => s.Start <= time + 1e-6).Picture));
                }
            }

            AssertSounds(script, clips);
        }
    }

    [Fact]
    public async Task The_same_script_gives_the_same_bytes_and_captions_and_words_are_there()
    {
        await using var media = new LearningMedia();
        var words = await SpokenWords.MakeAsync(media.Options, ["seven"], [SpeechVoice.English[0]], 44_100, Cancel);
        await using var maker = new TrainingVideoMaker(media.Options, Pictures, words);
        var options = new VideoScriptOptions { Width = 128, Height = 96, SecondsPerTopic = 2, MostScenes = 1, CaptionChance = 1, Captions = ["no way!"], Sounds = [SoundKind.Speech], Words = ["seven"], RateFactors = (20, 20) };
        var script = new VideoScriptWriter(Pictures, options).Write(5, 2);
        var (first, second, bare) = (media.Folder.File("a.mp4"), media.Folder.File("b.mp4"), media.Folder.File("c.mp4"));
        await maker.MakeAsync(script, first, Cancel);
        await maker.MakeAsync(script, second, Cancel);
        await maker.MakeAsync(script with { Scenes = [.. script.Scenes.Select(static s => s with { Caption = null })], Sounds = [] }, bare, Cancel);
        Assert.Equal(await File.ReadAllBytesAsync(first, Cancel), await File.ReadAllBytesAsync(second, Cancel));

        var (captioned, plain) = (await ReadAsync(media, first, Format with { Width = 128, Height = 96 }), await ReadAsync(media, bare, Format with { Width = 128, Height = 96 }));
        Assert.All(plain, static clip => Assert.Null(clip.Samples));
        var changed = Enumerable.Range(0, 96 * 128).Where(i => Math.Abs(captioned[0].Frames![i * 3] - plain[0].Frames![i * 3]) > 40).ToArray();
        Assert.InRange(changed.Length, 100, 96 * 128 / 4);
        Assert.All(changed, static i => Assert.True(i / 128 > 60, "the caption is in the lower part"));
        var spoken = captioned.SelectMany(static c => c.Samples!).ToArray();
        Assert.InRange(spoken.Max(static s => Math.Abs((int)s)), 500, 32_768);
        Assert.Empty(Directory.GetFiles(media.Folder.Path, "*.partial"));
        Assert.Empty(Directory.GetFiles(media.Folder.Path, "*.wav"));
    }

    [Fact]
    public async Task A_view_moves_over_its_picture()
    {
        // The left half black, the right half white.
        var pixels = new byte[64 * 64 * 3];
        for (var i = 0; i < 64 * 64; i++) pixels.AsSpan(i * 3, 3).Fill((byte)(i % 64 < 32 ? 0 : 255));
        await using var media = new LearningMedia();
        await using var maker = new TrainingVideoMaker(media.Options, new PictureSet(pixels, 64, 64, [0]), null);
        var script = new VideoScript
        {
            Width = 64,
            Height = 64,
            FramesPerSecond = 8,
            Seconds = 2,
            RateFactor = 20,
            Sounds = [],
            Topics = [new VideoTopic(0, 0, 2)],
            Scenes = [new VideoScene(0, 2, 0, 0, new VideoView(0, 0, 0.5, 0.5), new VideoView(0.5, 0.5, 0.5, 0.5), null)],
        };
        await maker.MakeAsync(script, media.Folder.File("pan.mp4"), Cancel);
        var light = (await ReadAsync(media, media.Folder.File("pan.mp4"), Format)).SelectMany(static c => c.Frames!.Chunk(32 * 24 * 3)).Select(static f => f.Average(static b => (double)b)).ToArray();
        for (var i = 1; i < light.Length; i++) Assert.True(light[i] > light[i - 1] + 5, string.Join(", ", light));
        Assert.InRange(light[0], 0, 40);
        Assert.InRange(light[^1], 190, 255);
    }

    [Fact]
    public async Task What_cannot_be_made_says_why_and_leaves_nothing()
    {
        await using var media = new LearningMedia();
        await using var maker = new TrainingVideoMaker(media.Options, Pictures, null);
        var script = new VideoScriptWriter(Pictures, new VideoScriptOptions { Sounds = [SoundKind.Tone] }).Write(1, 0);
        foreach (var odd in new[] { script, script with { Sounds = [] } })
        {
            var error = await Assert.ThrowsAsync<LearningDataException>(() => maker.MakeAsync(odd, media.Folder.File("none/made.mp4"), Cancel));
            Assert.Contains("made.mp4", error.Message, StringComparison.Ordinal);
        }

        Assert.Contains("RateFactor", (await Assert.ThrowsAsync<ArgumentException>(() => maker.MakeAsync(script with { RateFactor = 99 }, media.Folder.File("made.mp4"), Cancel))).Message, StringComparison.Ordinal);
        Assert.Contains("SpokenWords", (await Assert.ThrowsAsync<ArgumentException>(() => maker.MakeAsync(script with { Sounds = [script.Sounds[0] with { Kind = SoundKind.Speech, Variant = "word" }] }, media.Folder.File("made.mp4"), Cancel))).Message, StringComparison.Ordinal);
        using var stop = new CancellationTokenSource();
        var making = maker.MakeAsync(script with { Width = 1920, Height = 1080 }, media.Folder.File("made.mp4"), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => making);
        Assert.Empty(Directory.GetFiles(media.Folder.Path));
        await using var other = new TrainingVideoMaker(media.Options with { FFmpegPath = "/usr/bin/false" }, Pictures, null);
        Assert.Contains("ffmpeg cannot make", (await Assert.ThrowsAsync<LearningDataException>(() => other.MakeAsync(script, media.Folder.File("made.mp4"), Cancel))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(media.Folder.Path));
    }

    [Fact]
    public async Task Clips_of_files_go_up_to_the_number_asked_for_and_damaged_files_are_counted()
    {
        await using var media = new LearningMedia();
        await using var maker = new TrainingVideoMaker(media.Options, Pictures, null);
        var good = media.Folder.File("good.mp4");
        await maker.MakeAsync(new VideoScriptWriter(Pictures, new VideoScriptOptions { SecondsPerTopic = 3 }).Write(1, 0), good, Cancel);
        var bad = media.Folder.File("bad.mp4");
        await File.WriteAllBytesAsync(bad, (await File.ReadAllBytesAsync(good, Cancel))[..400], Cancel);
        var skipped = new SkippedEntries();
        var clips = new List<Clip>();
        await foreach (var clip in Clips.OfFilesAsync(media.Library, [bad, good, media.Folder.File("none.mp4"), good], Format, 2, skipped, Cancel)) clips.Add(clip);
        Assert.Equal([("good.mp4", 0), ("good.mp4", 1), ("good.mp4", 0), ("good.mp4", 1)], clips.Select(static c => (Path.GetFileName(c.Name), c.Second)));
        Assert.Equal(2, skipped.Count);
        Assert.Contains("bad.mp4", skipped.ToString(), StringComparison.Ordinal);
        Assert.Contains("none.mp4", skipped.ToString(), StringComparison.Ordinal);
    }

    private static void AssertSounds(VideoScript script, List<Clip> clips)
    {
        foreach (var sound in script.Sounds)
        {
            var heard = clips.Where(c => c.Second >= sound.Start && c.Second < sound.Start + sound.Seconds).SelectMany(static c => c.Samples!).ToArray();
            var made = new SoundSynthesizer(44_100, words: null).Make(sound.Kind, sound.Variant, (int)(sound.Seconds * 44_100), sound.Seed).Samples;
            // Sweeps and sirens have no one pitch; their power still lies in the same range.
            var (pitch, expected) = (new Spectrum(heard, 16_000).Peak, new Spectrum(made, 44_100).Peak);
            if (sound.Variant is "low" or "middle" or "high" or "beeps") Assert.InRange(pitch / expected, 0.97, 1.03);
            else Assert.InRange(pitch / expected, 0.3, 3);
        }
    }

    private static void AssertColour(byte[] frames, int frame, ReadOnlySpan<byte> expected)
    {
        for (var colour = 0; colour < 3; colour++)
        {
            var mean = Enumerable.Range(0, 32 * 24).Average(i => (double)frames[(frame * 32 * 24 + i) * 3 + colour]);
            Assert.InRange(mean - expected[colour], -12, 12);
        }
    }

    private static PictureSet Colours(int[] colours)
    {
        var pixels = new byte[colours.Length * 16 * 16 * 3];
        for (var i = 0; i < pixels.Length / 3; i++)
        {
            var colour = colours[i / 256];
            (pixels[i * 3], pixels[i * 3 + 1], pixels[i * 3 + 2]) = ((byte)(colour >> 16), (byte)(colour >> 8), (byte)colour);
        }

        return new PictureSet(pixels, 16, 16, [0, 1, 2, 2]);
    }

    private static async Task<List<Clip>> ReadAsync(LearningMedia media, string path, SegmentFormat format)
    {
        var clips = new List<Clip>();
        var skipped = new SkippedEntries();
        await foreach (var clip in Clips.OfFilesAsync(media.Library, [path], format, 100, skipped, Cancel)) clips.Add(clip);
        Assert.Equal("", skipped.ToString());
        return clips;
    }

    private static async Task<(double Duration, int Frames, int Width, int Height)> ProbeAsync(string path)
    {
        using var probe = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("ffprobe", ["-v", "error", "-count_frames", "-select_streams", "v", "-show_entries", "stream=width,height,nb_read_frames:format=duration", "-of", "default=nw=1", path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var said = (await probe.StandardOutput.ReadToEndAsync(Cancel)).Split('\n').Select(static line => line.Split('=')).Where(static pair => pair.Length == 2).ToDictionary(static pair => pair[0], static pair => pair[1]);
        await probe.WaitForExitAsync(Cancel);
        return (double.Parse(said["duration"], System.Globalization.CultureInfo.InvariantCulture), int.Parse(said["nb_read_frames"], System.Globalization.CultureInfo.InvariantCulture), int.Parse(said["width"], System.Globalization.CultureInfo.InvariantCulture), int.Parse(said["height"], System.Globalization.CultureInfo.InvariantCulture));
    }
}
