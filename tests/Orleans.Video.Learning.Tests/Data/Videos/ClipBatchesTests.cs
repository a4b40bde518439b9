using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Data.Loading;
using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Learning.Data.Synthesis;
using Orleans.Video.Learning.Data.Videos;
using Orleans.Video.Media;

namespace Orleans.Video.Learning.Tests.Data.Videos;

/// <summary>Batches of seconds of made videos, as the encoders take them.</summary>
public sealed class ClipBatchesTests
{
    private static readonly SegmentFormat Format = new() { FramesPerSecond = 4, Width = 32, Height = 24, Fit = FrameFit.Stretch };
    private static readonly AudioSpec Audio = AudioGraph.Describe(new ModelSetFile("audio.onnx", new string('0', 64)), trained: false);

    private static readonly VisualSpec Visual = new()
    {
        File = "visual.onnx",
        Sha256 = new string('0', 64),
        Trained = false,
        Width = 8,
        Input = "frames",
        Output = "vectors",
        Frames = 4,
        FrameHeight = 24,
        FrameWidth = 32,
        Layout = "NTCHW",
        Mean = [0.5f, 0.4f, 0.3f],
        Std = [0.25f, 0.2f, 0.5f],
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Seconds_of_made_videos_have_the_class_of_their_topic_and_the_numbers_that_serving_makes()
    {
        await using var media = new LearningMedia();
        var clips = await ReadAsync(media, [SoundKind.Noise], 0, 1);
        Assert.Equal([0, 0, 1, 1], clips.Labels);
        var maker = new ClipBatches(clips, Visual, Audio, PictureAugmentation.None, SoundAugmentation.None, SpectrogramMasking.None, 4);
        var batch = Make(maker, [new(2, 0, 1), new(0, 0, 2), new(3, 0, 3), new(1, 0, 4)]);
        Assert.Equal([1, 0, 1, 0], batch.Longs(ClipBatches.Label));
        Assert.All(batch.Floats(ClipBatches.VisualPresent).Concat(batch.Floats(ClipBatches.AudioPresent)), static present => Assert.Equal(1, present));
        var (frames, plane) = (batch.Floats(ClipBatches.Frames), 24 * 32);
        foreach (var (place, item) in new[] { (0, 2), (1, 0), (2, 3), (3, 1) })
        {
            for (var i = 0; i < 4 * plane; i++)
            {
                for (var colour = 0; colour < 3; colour++)
                {
                    var expected = (clips.Clips[item].Frames![i * 3 + colour] / 255f - Visual.Mean[colour]) / Visual.Std[colour];
                    Assert.Equal(expected, frames[((place * 4 + i / plane) * 3 + colour) * plane + i % plane], 1e-4);
                }
            }
        }

        // Noise is loud in every band and column.
        Assert.All(batch.Floats(ClipBatches.Spectrogram).Chunk(64 * 98), static second => Assert.InRange(second.Average(), -1, 3));
    }

    [Fact]
    public async Task Clips_without_sound_say_so_and_leave_nothing_of_an_earlier_batch()
    {
        await using var media = new LearningMedia();
        var clips = await ReadAsync(media, [], 0);
        var maker = new ClipBatches(clips, Visual, Audio, PictureAugmentation.None, SoundAugmentation.None, SpectrogramMasking.None, 1);
        var batch = Make(maker, [new(0, 0, 1)], filled: 9);
        Assert.Equal((1, 0), (batch.Floats(ClipBatches.VisualPresent)[0], batch.Floats(ClipBatches.AudioPresent)[0]));
        Assert.All(batch.Floats(ClipBatches.Spectrogram), static value => Assert.Equal(0, value));
    }

    [Fact]
    public async Task All_frames_of_a_clip_change_alike_and_the_seed_determines_how()
    {
        await using var media = new LearningMedia();
        var clips = await ReadAsync(media, [SoundKind.Tone], 0);
        var maker = new ClipBatches(clips, Visual, Audio, new PictureAugmentation { ColourChance = 1, OverlayChance = 1 }, new SoundAugmentation(), new SpectrogramMasking(), 2);
        var (first, again) = (Make(maker, [new(0, 0, 5), new(1, 0, 6)]), Make(maker, [new(0, 0, 5), new(1, 0, 7)]));
        var length = 4 * 3 * 24 * 32;
        Assert.Equal(first.Floats(ClipBatches.Frames)[..length], again.Floats(ClipBatches.Frames)[..length]);
        Assert.NotEqual(first.Floats(ClipBatches.Frames)[length..], again.Floats(ClipBatches.Frames)[length..]);
        Assert.Equal(first.Floats(ClipBatches.Spectrogram)[..(64 * 98)], again.Floats(ClipBatches.Spectrogram)[..(64 * 98)]);
        // The picture is one colour and does not move: so do the frames, but for what the encoder leaves.
        var frames = first.Floats(ClipBatches.Frames)[..length].Chunk(length / 4).ToArray();
        for (var frame = 1; frame < 4; frame++) Assert.True(frames[0].Zip(frames[frame], static (a, b) => Math.Abs(a - b)).Average() < 0.05);
    }

    [Fact]
    public async Task What_does_not_fit_is_named_and_videos_without_a_record_are_counted()
    {
        await using var media = new LearningMedia();
        var clips = await ReadAsync(media, [], 0);
        Assert.Contains("4 frames of 32×24", Assert.Throws<ArgumentException>(() => new ClipBatches(clips, Visual with { Frames = 8 }, Audio, PictureAugmentation.None, SoundAugmentation.None, SpectrogramMasking.None, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("NTCHW", Assert.Throws<ArgumentException>(() => new ClipBatches(clips, Visual with { Layout = "NCHW" }, Audio, PictureAugmentation.None, SoundAugmentation.None, SpectrogramMasking.None, 1)).Message, StringComparison.Ordinal);
        var made = media.Folder.File("made.mp4");
        await File.WriteAllTextAsync(TrainingVideoMaker.RecordOf(made), "{}", Cancel);
        var skipped = new SkippedEntries();
        var error = await Assert.ThrowsAsync<LearningDataException>(() => ClipSet.ReadAsync(media.Library, [made, media.Folder.File("none.mp4")], Format, skipped, Cancel));
        Assert.Contains("none of 2 videos could be read", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, skipped.CountOf("video without a record that can be read"));
    }

    private static async Task<ClipSet> ReadAsync(LearningMedia media, SoundKind[] sounds, params int[] topics)
    {
        var pixels = new byte[2 * 16 * 16 * 3];
        pixels.AsSpan(0, 16 * 16 * 3).Fill(60);
        pixels.AsSpan(16 * 16 * 3).Fill(200);
        var pictures = new PictureSet(pixels, 16, 16, [0, 1]);
        await using var maker = new TrainingVideoMaker(media.Options, pictures, null);
        var options = new VideoScriptOptions { SecondsPerTopic = 2, CaptionChance = 0, Sounds = sounds };
        await maker.MakeAsync(new VideoScriptWriter(pictures, options).Write(2, topics), media.Folder.File("made.mp4"), Cancel);
        var skipped = new SkippedEntries();
        var clips = await ClipSet.ReadAsync(media.Library, [media.Folder.File("made.mp4")], Format, skipped, Cancel);
        Assert.Equal("", skipped.ToString());
        return clips;
    }

    private static LoadedBatch Make(ClipBatches maker, BatchSlot[] slots, float filled = 0)
    {
        var arrays = maker.Layout.Select(a => a.Element == BatchElement.Float ? (Array)Enumerable.Repeat(filled, a.Length).ToArray() : new long[a.Length]);
        var batch = new LoadedBatch(default, slots, maker.Layout, [.. arrays], static _ => { });
        maker.Make(batch);
        return batch;
    }
}
