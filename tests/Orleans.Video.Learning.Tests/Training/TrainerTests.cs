using CsCheck;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Training;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_learns()
    {
        var heard = await RunAsync(60);
        Assert.True(heard[^1].Loss < 0.5 * heard[0].Loss, $"{heard[0].Loss} became {heard[^1].Loss}");
        Assert.Equal(60, heard[^1].Step);
        Assert.Equal(TimeSpan.Zero, heard[^1].Remaining);
        Assert.InRange(heard[^1].RuntimeShare, 0.0001, 1);
        Assert.Contains("step 60/60", heard[^1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_losses_to_the_last_bit_and_another_gives_others()
    {
        var first = await RunAsync(12);
        var second = await RunAsync(12);
        var other = await RunAsync(12, seed: 6);
        Assert.Equal(first.Select(static p => p.Loss), second.Select(static p => p.Loss));
        Assert.NotEqual(first.Select(static p => p.Loss), other.Select(static p => p.Loss));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_run_that_is_resumed_gives_the_losses_and_weights_of_one_that_was_not_to_the_last_bit(int threads)
    {
        var device = InferenceDevice.Cpu with { Threads = threads };
        var (whole, kept) = (new SmallModel.Losses(), _folder.File("kept"));
        using var straight = Open(SmallModel.Step(), SmallModel.Options(40), device);
        await straight.RunAsync(SmallModel.BatchAsync, whole, Ct);

        var parts = new SmallModel.Losses();
        using (var first = Open(SmallModel.Step(), SmallModel.Options(20, kept), device)) await first.RunAsync(SmallModel.BatchAsync, parts, Ct);
        using var second = Open(SmallModel.Step(), SmallModel.Options(40, kept), device);
        Assert.Equal(20, second.Step);
        await second.RunAsync(SmallModel.BatchAsync, parts, Ct);

        Assert.Equal(whole.Heard.Select(static p => p.Loss), parts.Heard.Select(static p => p.Loss));
        foreach (var name in straight.Store.Names) Assert.Equal(straight.Store.Read(name), second.Store.Read(name));
        Assert.Equal(40, second.Curve.Points.Count);
    }

    [Fact]
    public async Task A_run_that_is_stopped_keeps_a_checkpoint_and_goes_on_from_it()
    {
        var kept = _folder.File("stopped");
        using (var trainer = Open(SmallModel.Step(), SmallModel.Options(40, kept)))
        {
            using var stop = new CancellationTokenSource();
            var heard = new StopAt(7, stop);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => trainer.RunAsync(SmallModel.BatchAsync, heard, stop.Token));
        }

        using var again = Open(SmallModel.Step(), SmallModel.Options(40, kept));
        Assert.Equal(7, again.Step);
    }

    [Fact]
    public async Task A_loss_that_is_not_finite_stops_the_run_says_at_which_step_and_undoes_the_step()
    {
        var kept = _folder.File("nan");
        using var trainer = Open(SmallModel.Step(), SmallModel.Options(40, kept));
        var error = await Assert.ThrowsAsync<TrainingException>(() => trainer.RunAsync(
            (step, _) =>
            {
                var batch = SmallModel.Batch(step);
                return ValueTask.FromResult(step == 24 ? batch.With("x", [.. Enumerable.Repeat(float.NaN, SmallModel.Rows * 2)]) : batch);
            },
            cancellation: Ct));
        Assert.Contains("step 24", error.Message, StringComparison.Ordinal);
        Assert.Contains("step-000000020.checkpoint", error.Message, StringComparison.Ordinal);
        Assert.Equal(23, trainer.Step);
        foreach (var name in trainer.Store.Names) Assert.All(trainer.Store.Read(name), static number => Assert.True(float.IsFinite(number)));
        using var again = Open(SmallModel.Step(), SmallModel.Options(40, kept));
        Assert.Equal(20, again.Step);
    }

    [Fact]
    public async Task A_checkpoint_of_another_architecture_or_run_is_refused_by_name()
    {
        var kept = _folder.File("other");
        using (var trainer = Open(SmallModel.Step(), SmallModel.Options(10, kept))) await trainer.RunAsync(SmallModel.BatchAsync, cancellation: Ct);
        var wider = Assert.Throws<TrainingException>(() => Open(SmallModel.Step(width: 9), SmallModel.Options(20, kept)));
        Assert.Contains("hidden/weight [2, 8]", wider.Message, StringComparison.Ordinal);
        Assert.Contains("hidden/weight [2, 9]", wider.Message, StringComparison.Ordinal);
        var renamed = Assert.Throws<TrainingException>(() => Open(SmallModel.Step(name: "inner"), SmallModel.Options(20, kept)));
        Assert.Contains("inner/weight", renamed.Message, StringComparison.Ordinal);
        Assert.Contains("adamw/mean/hidden/weight", Assert.Throws<TrainingException>(() => Open(SmallModel.Step(new Sgd()), SmallModel.Options(20, kept))).Message, StringComparison.Ordinal);
        Assert.Contains("'small'", Assert.Throws<TrainingException>(() => Open(SmallModel.Step(), SmallModel.Options(20, kept) with { Name = "large" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_is_done_to_a_checkpoint_it_is_refused_by_name()
    {
        var kept = _folder.File("damaged");
        using (var trainer = Open(SmallModel.Step(), SmallModel.Options(10, kept))) await trainer.RunAsync(SmallModel.BatchAsync, cancellation: Ct);
        var path = Directory.GetFiles(kept).Single();
        var bytes = await File.ReadAllBytesAsync(path, Ct);
        using var store = new VariableStore(InferenceDevice.Cpu, 1);
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Int[0, 7], Gen.Bool).Sample(
            (place, bit, cut) =>
            {
                var changed = cut ? bytes[..place] : [.. bytes];
                if (!cut) changed[place] ^= (byte)(1 << bit);
                File.WriteAllBytes(path, changed);
                var error = Assert.Throws<TrainingException>(() => Checkpoint.Load(path, store, "small", new TrainingCurve()));
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
            },
            iter: 100,
            threads: 1);
    }

    [Fact]
    public async Task Only_the_latest_checkpoints_stay()
    {
        var kept = _folder.File("few");
        using (var trainer = Open(SmallModel.Step(), SmallModel.Options(55, kept))) await trainer.RunAsync(SmallModel.BatchAsync, cancellation: Ct);
        Assert.Equal(["step-000000050.checkpoint", "step-000000055.checkpoint"], Directory.GetFiles(kept).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Labels_out_of_range_and_batches_that_do_not_fit_name_the_input()
    {
        using var trainer = Open(SmallModel.Step(), SmallModel.Options(5));
        Assert.Contains("input 'labels': 3 is out of range; feed 0 to 2", (await RefuseAsync(b => b.With("labels", [.. Enumerable.Repeat(3L, SmallModel.Rows)]))).Message, StringComparison.Ordinal);
        Assert.Contains("input 'x': 5 values do not fill [16, 2]", (await RefuseAsync(b => b.With("x", new float[5]))).Message, StringComparison.Ordinal);
        Assert.Contains("input 'x': it is fed with Int64", (await RefuseAsync(b => b.With("x", new long[32]))).Message, StringComparison.Ordinal);
        Assert.Contains("input 'x': it is missing", (await RefuseAsync(static _ => new Batch().With("labels", new long[SmallModel.Rows]))).Message, StringComparison.Ordinal);
        Assert.Equal(0, trainer.Step);

        async Task<TrainingException> RefuseAsync(Func<Batch, Batch> change) => await Assert.ThrowsAsync<TrainingException>(
            () => trainer.RunAsync((step, _) => ValueTask.FromResult(change(SmallModel.Batch(step))), cancellation: Ct));
    }

    [Fact]
    public async Task An_error_of_the_data_comes_through_as_it_was()
    {
        using var trainer = Open(SmallModel.Step(), SmallModel.Options(5));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => trainer.RunAsync(
            (step, _) => step == 3 ? throw new InvalidDataException("picture 3") : SmallModel.BatchAsync(step, default), cancellation: Ct));
        Assert.Equal("picture 3", error.Message);
        Assert.Equal(2, trainer.Step);
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        var good = SmallModel.Options(5);
        Assert.Contains("Steps", Assert.Throws<ArgumentException>((good with { Steps = 0 }).Check).Message, StringComparison.Ordinal);
        Assert.Contains("Prefetch", Assert.Throws<ArgumentException>((good with { Prefetch = 0 }).Check).Message, StringComparison.Ordinal);
        Assert.Contains("Peak", Assert.Throws<ArgumentException>((good with { Schedule = new ConstantRate { Peak = 0 } }).Check).Message, StringComparison.Ordinal);
        Assert.Contains("AverageDecay", Assert.Throws<ArgumentException>(new AdamW { AverageDecay = 1 }.Check).Message, StringComparison.Ordinal);
        Assert.Contains("Momentum", Assert.Throws<ArgumentException>(new Sgd { Momentum = 1 }.Check).Message, StringComparison.Ordinal);
    }

    private static Trainer Open(TrainingStep step, TrainerOptions options, InferenceDevice? device = null) => new(step, options, device ?? InferenceDevice.Cpu, TimeProvider.System);

    private static async Task<List<TrainingProgress>> RunAsync(long steps, ulong seed = 5)
    {
        var heard = new SmallModel.Losses();
        using var trainer = Open(SmallModel.Step(), SmallModel.Options(steps) with { Seed = seed });
        await trainer.RunAsync(SmallModel.BatchAsync, heard, Ct);
        return heard.Heard;
    }

    private sealed class StopAt(long step, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == step) stop.Cancel();
        }
    }
}
