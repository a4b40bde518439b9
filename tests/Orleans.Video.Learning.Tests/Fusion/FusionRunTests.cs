using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Fusion;
using Orleans.Video.Learning.Training;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Fusion;

/// <summary>Whole runs on made vectors: what a video is about turns up in its visual vectors at a place that the parent's fusion encoder does not know yet.</summary>
public sealed class FusionRunTests
{
    private const int Videos = 240;

    private static readonly string[] s_names = ["goldfish", "sports car", "banjo", "lighthouse", "umbrella", "volcano", "pizza", "bullfrog", "teddy", "sandal", "teapot", "school bus", "penguin", "candle", "orange", "brown bear"];

    private static readonly string s_starter = Path.Combine(TestData.RepositoryRoot, "models", "starter");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Words_find_more_of_the_videos_that_were_kept_aside_and_nothing_but_the_fusion_encoder_is_new()
    {
        using var folder = new TemporaryFolder();
        var outcome = await RunAsync(folder, Corpus());
        Assert.True(outcome.IsBetter, $"recall at 10 {outcome.Before} before, {outcome.After} after");
        Assert.True(outcome.After >= outcome.Before + 0.2, $"recall at 10 {outcome.Before} before, {outcome.After} after");

        var (parent, made) = (ModelSet.Open(s_starter).Manifest, outcome.Set!.Manifest);
        Assert.Equal((parent.Visual!.Sha256, parent.Audio!.Sha256, parent.Text!.Sha256, parent.Id), (made.Visual!.Sha256, made.Audio!.Sha256, made.Text!.Sha256, made.Parent));
        Assert.NotEqual(parent.Fusion!.Sha256, made.Fusion!.Sha256);
        Assert.True(ModelSetVerification.Verify(outcome.Set.Folder, InferenceDevice.Cpu).Passed);
        Assert.Equal(outcome.After, made.Quality!["text to video, recall at 10, videos kept aside"], 3);
        var card = await File.ReadAllTextAsync(Path.Combine(outcome.Set.Folder, "MODEL_CARD.md"), Cancel);
        Assert.Contains("| left during the run | 0 videos", card, StringComparison.Ordinal);
        Assert.Contains("It measures better than its parent (", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shuffled_words_gain_nothing_and_the_set_that_measures_no_better_is_kept_and_says_so()
    {
        using var folder = new TemporaryFolder();
        var corpus = Corpus();
        var words = corpus.Where(static e => !e.IsHeldOut).Select(static e => e.Texts).ToArray();
        new Random(5).Shuffle(words);
        var next = 0;
        var outcome = await RunAsync(folder, [.. corpus.Select(e => e.IsHeldOut ? e : e with { Texts = words[next++] })]);
        Assert.False(outcome.IsBetter, $"recall at 10 {outcome.Before} before, {outcome.After} after");
        Assert.Contains("should not be used", await File.ReadAllTextAsync(Path.Combine(outcome.Set!.Folder, "MODEL_CARD.md"), Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_video_that_is_erased_during_the_run_leaves_it_and_is_counted()
    {
        using var folder = new TemporaryFolder();
        var (corpus, asked) = (Corpus(), 0);
        var (gone, aside) = (corpus.First(static e => !e.IsHeldOut), corpus.First(static e => e.IsHeldOut));
        var run = new FusionRun(
            Options(folder) with { Steps = 12 },
            // There when the first epoch begins, and gone before the second.
            (example, _) => ValueTask.FromResult(ReferenceEquals(example, gone) ? asked++ == 0 : !ReferenceEquals(example, aside)),
            TimeProvider.System);
        var outcome = await run.RunAsync(corpus, static _ => { }, new Quiet(), Cancel);
        Assert.Equal((2, corpus.Count(static e => !e.IsHeldOut) - 1, corpus.Count(static e => e.IsHeldOut) - 1), (outcome.Left, outcome.Learned, outcome.HeldOut));
        Assert.All(gone.Visual, static number => Assert.Equal(0, number));
        Assert.Contains("| left during the run | 2 videos", await File.ReadAllTextAsync(Path.Combine(outcome.Set!.Folder, "MODEL_CARD.md"), Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 0, true)]
    [InlineData(2, 0, false)]
    [InlineData(8, 5, false)]
    [InlineData(20, 2, true)]
    [InlineData(0, 0, false)]
    [InlineData(0, 9, false)]
    public void A_gain_counts_when_it_is_more_than_chance(int gained, int lost, bool better) =>
        Assert.Equal(better, new FusionOutcome(null, 400, 40, 0, 0.5, 0.5 + ((gained - lost) / 40.0), gained, lost).IsBetter);

    [Fact]
    public async Task A_run_ends_the_same_when_it_is_repeated()
    {
        using var folder = new TemporaryFolder();
        var one = await new FusionRun(Options(folder) with { Steps = 6 }, Always, TimeProvider.System).RunAsync(Corpus(), static _ => { }, new Quiet(), Cancel);
        var two = await new FusionRun(Options(folder) with { Steps = 6, Target = folder.File("again"), Work = folder.File("again.work") }, Always, TimeProvider.System).RunAsync(Corpus(), static _ => { }, new Quiet(), Cancel);
        Assert.Equal(one.Set!.Manifest.Fusion!.Sha256, two.Set!.Manifest.Fusion!.Sha256);
    }

    [Fact]
    public async Task Too_few_videos_with_words_and_a_set_whose_joint_space_is_untrained_are_refused_and_leave_nothing()
    {
        using var folder = new TemporaryFolder();
        var few = await Assert.ThrowsAsync<LearningDataException>(() => RunAsync(folder, [.. Corpus().Select(static (e, i) => i < 150 ? e : e with { Texts = [] })]));
        Assert.Contains("there are 150 videos with words to learn from", few.Message, StringComparison.Ordinal);
        Assert.Contains("200 with 15 are the fewest", few.Message, StringComparison.Ordinal);
        UntrainedModelSet.Write(folder.File("untrained"), 1);
        var untrained = Options(folder) with { Parent = ModelSet.Open(folder.File("untrained")) };
        var refused = await Assert.ThrowsAsync<LearningDataException>(() => new FusionRun(untrained, Always, TimeProvider.System).RunAsync(Corpus(), static _ => { }, new Quiet(), Cancel));
        Assert.Contains("is not trained", refused.Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(folder.File("made")));
    }

    private static ValueTask<bool> Always(FusionExample example, CancellationToken cancellation) => ValueTask.FromResult(true);

    private static Task<FusionOutcome> RunAsync(TemporaryFolder folder, IReadOnlyList<FusionExample> corpus) =>
        new FusionRun(Options(folder), Always, TimeProvider.System).RunAsync(corpus, static _ => { }, new Quiet(), Cancel);

    private static FusionRunOptions Options(TemporaryFolder folder) => new()
    {
        Parent = ModelSet.Open(s_starter),
        Target = folder.File("made"),
        Work = folder.File("made.work"),
        Steps = 120,
        Seconds = 4,
        PeakRate = 2e-3,
        Device = new InferenceDevice("cpu:0", 1),
    };

    // A video of a name shows a direction of that name's own, and noise.
    private static IReadOnlyList<FusionExample> Corpus()
    {
        var parent = ModelSet.Open(s_starter).Manifest;
        var (dv, da) = (parent.Visual!.Width, parent.Audio!.Width);
        var shown = Enumerable.Range(0, s_names.Length).Select(name => Direction(new SeededGenerator((ulong)name + 1), dv)).ToArray();
        return [.. Enumerable.Range(0, Videos).Select(video =>
        {
            var (name, seconds, draws) = (video % s_names.Length, 3 + (video % 3), new SeededGenerator((ulong)video + 1_000));
            var visual = new float[seconds * dv];
            for (var second = 0; second < seconds; second++)
            {
                var noise = Direction(draws, dv);
                for (var i = 0; i < dv; i++) visual[(second * dv) + i] = (0.7f * shown[name][i]) + (0.7f * noise[i]);
            }

            return new FusionExample($"video-{video}", [[s_names[name]]], seconds, visual, new float[seconds * da], [.. Enumerable.Repeat(true, seconds)], new bool[seconds]);
        })];
    }

    private static float[] Direction(SeededGenerator draws, int width)
    {
        var values = Enumerable.Range(0, width).Select(_ => draws.NextNormal()).ToArray();
        var length = Math.Sqrt(values.Sum(static v => v * v));
        return [.. values.Select(v => (float)(v / length))];
    }

    private sealed class Quiet : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
        }
    }
}
