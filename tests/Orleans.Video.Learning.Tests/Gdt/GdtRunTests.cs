using Orleans.Video.Inference;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Gdt;
using Orleans.Video.Learning.Models.Audio;
using Orleans.Video.Learning.Models.Gdt;
using Orleans.Video.Learning.Training;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Gdt;

/// <summary>Whole runs on a few seconds of video.</summary>
public sealed class GdtRunTests
{
    private static readonly GdtModelOptions s_small = new()
    {
        Video = new VideoNetworkOptions { Frames = 4, Size = 16, Width = 4, Depths = [1, 1] },
        Audio = new AudioNetworkOptions { Width = 2, Stages = 2 },
        HiddenWidth = 8,
        JointWidth = 6,
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_folder_of_videos_becomes_a_set_that_serves_and_sees_what_it_learned_from()
    {
        using var folder = FolderOf(8);
        var told = new List<string>();
        var set = await new GdtRun(Options(folder, 9), TimeProvider.System).RunAsync(told.Add, new Steps(), Cancel);
        Assert.True(ModelSetVerification.Verify(set.Folder, InferenceDevice.Cpu).Passed);
        Assert.Equal(("gdt-9-seed-3", 6, true), (set.Manifest.Version, set.Manifest.JointWidth, set.Manifest.Trained));
        Assert.Contains(told, static line => line.Contains("1 skipped: 1 video without sound", StringComparison.Ordinal));
        Assert.Contains(told, static line => line.Contains("8 videos by hypothesis 9", StringComparison.Ordinal));
        using var encoder = new VisualEncoder(set, InferenceDevice.Cpu);
        var vectors = new float[2 * encoder.Width];
        var clips = new byte[2 * encoder.ClipLength];
        new Random(1).NextBytes(clips.AsSpan(encoder.ClipLength));
        encoder.Encode(clips, 2, vectors);
        Assert.NotEqual(vectors[..encoder.Width], vectors[encoder.Width..]);
    }

    [Fact]
    public async Task A_run_that_was_stopped_ends_with_the_files_of_one_that_was_not()
    {
        using var folder = FolderOf(8);
        var whole = await new GdtRun(Options(folder, 5), TimeProvider.System).RunAsync(static _ => { }, new Steps(), Cancel);
        var options = Options(folder, 5) with { Work = folder.File("stopped.work"), Target = folder.File("again/made") };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new GdtRun(options, TimeProvider.System).RunAsync(static _ => { }, new Steps(stop.Cancel), stop.Token));
        Directory.CreateDirectory(folder.File("again"));
        var resumed = await new GdtRun(options, TimeProvider.System).RunAsync(static _ => { }, new Steps(), Cancel);
        Assert.Equal(whole.Manifest.Visual!.Sha256, resumed.Manifest.Visual!.Sha256);
        Assert.Equal(whole.Manifest.Audio!.Sha256, resumed.Manifest.Audio!.Sha256);
    }

    [Fact]
    public async Task Too_few_videos_a_wrong_option_and_another_hypothesis_in_the_same_work_folder_are_refused()
    {
        using var folder = FolderOf(7);
        var few = await Assert.ThrowsAsync<LearningDataException>(() => new GdtRun(Options(folder, 1), TimeProvider.System).RunAsync(static _ => { }, new Steps(), Cancel));
        Assert.Contains("holds 7 videos to learn from, and 8 are the fewest", few.Message, StringComparison.Ordinal);
        Assert.Contains("1 video without sound", few.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => new GdtRun(Options(folder, 12), TimeProvider.System).RunAsync(static _ => { }, new Steps(), Cancel));
        Assert.False(Directory.Exists(folder.File("made")));
    }

    [Fact]
    public void The_published_sizes_serve_clip_by_clip_and_the_default_ones_in_batches()
    {
        Assert.True((long)7919 * VideoNetworkOptions.R2Plus1D18.LargestLayer > int.MaxValue);
        Assert.True((long)7919 * new VideoNetworkOptions().LargestLayer < int.MaxValue);
    }

    // Videos with sound, and one without.
    private static TemporaryFolder FolderOf(int count)
    {
        var folder = new TemporaryFolder();
        var videos = Directory.CreateDirectory(folder.File("videos")).FullName;
        for (var i = 0; i < count; i++) File.Copy(SampleVideos.Brief(i), Path.Combine(videos, $"{i}.mp4"));
        File.Copy(SampleVideos.Make("gdt-silent.mp4", [.. SampleVideos.Pattern(3), "-pix_fmt", "yuv420p", "-c:v", "libx264"]), Path.Combine(videos, "silent.mp4"));
        return folder;
    }

    private static GdtOptions Options(TemporaryFolder folder, int hypothesis) => new()
    {
        Videos = folder.File("videos"),
        Work = folder.File("made.work"),
        Target = folder.File("made"),
        Hypothesis = hypothesis,
        Seed = 3,
        Steps = 30,
        Model = s_small,
        Device = InferenceDevice.Cpu with { Threads = 1 },
    };

    private sealed class Steps(Action? first = null) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            Assert.True(double.IsFinite(value.Loss));
            first?.Invoke();
        }
    }
}
