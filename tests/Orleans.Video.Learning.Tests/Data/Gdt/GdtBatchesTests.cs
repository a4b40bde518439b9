using Orleans.Video.Inference.Audio;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Data.Gdt;
using Orleans.Video.Learning.Data.Loading;
using Orleans.Video.Learning.Gdt;
using Orleans.Video.Learning.Models.Gdt;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Media;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Data.Gdt;

/// <summary>The transformed clips of videos.</summary>
public sealed class GdtBatchesTests
{
    private const int Size = 16, Frames = 4, Pixels = 3 * Size * Size;

    private static readonly ModelSetFile s_none = new("", "");
    private static readonly GdtModelOptions s_model = new() { Video = new VideoNetworkOptions { Frames = Frames, Size = Size } };
    private static readonly VisualSpec s_visual = GdtSet.Visual(s_model, s_none);
    private static readonly AudioSpec s_audio = GdtSet.Audio(s_model, s_none);
    private static readonly SegmentFormat s_format = new() { FramesPerSecond = Frames, Width = Size, Height = Size };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reversed_clip_is_its_moment_backwards_in_pictures_and_sound()
    {
        await using var media = new LearningMedia();
        var batch = Make(await ReadAsync(media, SampleVideos.Brief(1)), GdtHypothesis.Of(6), PictureAugmentation.None, new BatchSlot(0, 0, 7));
        var clips = batch.Floats(GdtBatches.Frames).Chunk(Frames * Pixels).ToArray();
        var sounds = batch.Floats(GdtBatches.Spectrogram).Chunk(s_audio.Mel.Mels * s_audio.Frames).ToArray();
        foreach (var (forwards, backwards) in new[] { (0, 1), (2, 3) })
        {
            for (var t = 0; t < Frames; t++) Assert.Equal(clips[forwards].AsSpan(t * Pixels, Pixels), clips[backwards].AsSpan((Frames - 1 - t) * Pixels, Pixels));
            for (var band = 0; band < s_audio.Mel.Mels; band++)
                Assert.Equal(sounds[forwards].Skip(band * s_audio.Frames).Take(s_audio.Frames), sounds[backwards].Skip(band * s_audio.Frames).Take(s_audio.Frames).Reverse());
        }

        Assert.NotEqual(clips[0], clips[2]);
        Assert.NotEqual(clips[0], clips[1]);
    }

    [Fact]
    public async Task Without_a_change_a_clip_is_what_serving_makes_of_its_second()
    {
        await using var media = new LearningMedia();
        var videos = await ReadAsync(media, SampleVideos.Brief(0));
        var video = videos.Videos[0];
        // Of the moments of two seconds some are whole ones: those are compared.
        var (input, expected) = (new SpectrogramInput(s_audio), new float[s_audio.Mel.Mels * s_audio.Frames]);
        var found = 0;
        for (var seed = 0UL; seed < 40; seed++)
        {
            var batch = Make(videos, GdtHypothesis.Of(1), PictureAugmentation.None, new BatchSlot(0, 0, seed));
            for (var second = 0; second < video.Samples.Length / s_audio.SampleRate; second++)
            {
                input.Write(video.Samples.AsSpan(second * s_audio.SampleRate, s_audio.SampleRate), expected);
                if (!expected.AsSpan().SequenceEqual(batch.Floats(GdtBatches.Spectrogram))) continue;
                found++;
                for (var i = 0; i < Frames * Size * Size; i++)
                    for (var colour = 0; colour < 3; colour++)
                        Assert.Equal((video.Frames[(second * Frames * Size * Size + i) * 3 + colour] / 255f - 0.45f) / 0.225f, batch.Floats(GdtBatches.Frames)[i / (Size * Size) * Pixels + colour * Size * Size + i % (Size * Size)], 1e-4);
            }
        }

        Assert.True(found > 0);
    }

    [Fact]
    public async Task The_seed_determines_a_batch_and_pictures_change_anew_in_each_view()
    {
        await using var media = new LearningMedia();
        var videos = await ReadAsync(media, SampleVideos.Brief(1), SampleVideos.Brief(2));
        var changes = PictureAugmentation.None with { SmallestCrop = 0.3, ColourChance = 1 };
        var (first, again, other) = (Made(5), Made(5), Made(6));
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        var clips = Make(videos, GdtHypothesis.Of(3), changes, new BatchSlot(0, 0, 5)).Floats(GdtBatches.Frames).Chunk(Frames * Pixels).ToArray();
        Assert.NotEqual(clips[0][..Pixels], clips[1][((Frames - 1) * Pixels)..]);

        float[] Made(ulong seed) => [.. Make(videos, GdtHypothesis.Of(9), changes, new BatchSlot(0, 0, seed), new BatchSlot(1, 0, seed)).Floats(GdtBatches.Frames)];
    }

    [Fact]
    public async Task Videos_without_sound_short_ones_and_damaged_ones_are_counted_and_left_out()
    {
        await using var media = new LearningMedia();
        var silent = SampleVideos.Make("gdt-silent.mp4", [.. SampleVideos.Pattern(3), "-pix_fmt", "yuv420p", "-c:v", "libx264"]);
        var damaged = media.Folder.File("damaged.mp4");
        await File.WriteAllTextAsync(damaged, "no video", Cancel);
        var skipped = new SkippedEntries();
        var videos = await GdtVideos.ReadAsync(media.Library, [silent, SampleVideos.Mp4(1), damaged, SampleVideos.Brief(1)], s_format, 2, skipped, Cancel);
        Assert.Equal(2 * s_audio.SampleRate, Assert.Single(videos.Videos).Samples.Length);
        Assert.Equal((1, 1, 3), (skipped.CountOf("video without sound"), skipped.CountOf("video of less than 2 s with sound"), skipped.Count));
    }

    [Fact]
    public void A_folder_without_videos_and_one_that_is_not_there_are_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("notes.txt"), "");
        Assert.Contains("holds no video", Assert.Throws<LearningDataException>(() => GdtVideos.FilesBelow(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("is no folder", Assert.Throws<LearningDataException>(() => GdtVideos.FilesBelow(folder.File("none"))).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(folder.File("inner"));
        File.WriteAllText(folder.File("inner/b.MP4"), "");
        Assert.Equal([folder.File("inner/b.MP4")], GdtVideos.FilesBelow(folder.Path));
    }

    private static Task<GdtVideos> ReadAsync(LearningMedia media, params string[] files) => GdtVideos.ReadAsync(media.Library, files, s_format, 10, new SkippedEntries(), Cancel);

    private static LoadedBatch Make(GdtVideos videos, GdtHypothesis hypothesis, PictureAugmentation pictures, params BatchSlot[] slots)
    {
        var maker = new GdtBatches(videos, s_visual, s_audio, hypothesis.Views, pictures, SoundAugmentation.None, SpectrogramMasking.None, slots.Length);
        var batch = new LoadedBatch(default, slots, maker.Layout, LoadedBatch.NewArrays(maker.Layout), static _ => { });
        maker.Make(batch);
        return batch;
    }
}
