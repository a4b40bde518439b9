using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Optimizers;

namespace Orleans.Video.Learning.Training;

/// <summary>
/// Trains a model: runs its step again and again, with batches that are made ahead, checkpoints, a curve and reports. Seed and batches determine the run; one that is resumed goes on as if it had
/// never stopped. One run at a time.
/// </summary>
public sealed partial class Trainer : IDisposable
{
    private readonly TrainerOptions _options;
    private readonly GraphProgram _program;
    private readonly GraphInput[] _noise;
    private readonly float[][] _numbers;
    private readonly Checkpoint? _checkpoint;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Loads the step, and the latest checkpoint where there is one.</summary>
    /// <param name="step">The step.</param>
    /// <param name="options">How the run goes.</param>
    /// <param name="device">What it runs on.</param>
    /// <param name="time">The clock of progress reports.</param>
    /// <param name="logger">Hears of checkpoints; null says nothing.</param>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="TrainingException">The checkpoint is damaged or of another run or architecture.</exception>
    public Trainer(TrainingStep step, TrainerOptions options, InferenceDevice device, TimeProvider time, ILogger<Trainer>? logger = null)
    {
        options.Check();
        (_options, _time, _logger) = (options, time, logger ?? (ILogger)NullLogger.Instance);
        _program = new GraphProgram(step.Graph, step.Results, device, updates: true);
        Store = new VariableStore(device, options.Seed);
        _noise = [.. _program.Inputs.Where(static i => i.IsNoise)];
        _numbers = [.. _noise.Select(static i => new float[i.Type.Shape.Elements])];
        try
        {
            Store.Add(step.Graph);
            if (options.CheckpointFolder is not { } folder) return;
            _checkpoint = new Checkpoint(folder);
            if (_checkpoint.Latest is not { } latest) return;
            Step = Checkpoint.Load(latest, Store, options.Name, Curve);
            LogResumed(options.Name, Step, latest);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The model's variables, as they are after <see cref="Step"/>.</summary>
    public VariableStore Store { get; }

    /// <summary>How the loss went.</summary>
    public TrainingCurve Curve { get; } = new();

    /// <summary>The step that was done last; 0 before the first.</summary>
    public long Step { get; private set; }

    /// <summary>The step as ONNX.</summary>
    public ReadOnlyMemory<byte> Onnx => _program.Onnx;

    /// <summary>Runs the steps that are left.</summary>
    /// <param name="batches">Makes the batch of a step, from 1; asked in order, from a thread of its own, ahead of the steps.</param>
    /// <param name="progress">Hears how it goes; null says nothing.</param>
    /// <param name="cancellation">Stops the run behind a step; a checkpoint is then written.</param>
    /// <exception cref="TrainingException">The loss is not finite, a batch does not fit, or a checkpoint cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task RunAsync(Func<long, CancellationToken, ValueTask<Batch>> batches, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Bounded: a source that is faster than the steps waits.
        var ahead = Channel.CreateBounded<Batch>(new BoundedChannelOptions(_options.Prefetch) { SingleReader = true, SingleWriter = true });
        var making = Task.Run(() => MakeAsync(ahead.Writer, batches, Step + 1, stop.Token), CancellationToken.None);
        try
        {
            await StepAsync(ahead.Reader, progress, stop.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Save();
            throw;
        }
        finally
        {
            await stop.CancelAsync();
            await making;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _program.Dispose();
        Store.Dispose();
    }

    private async Task MakeAsync(ChannelWriter<Batch> ahead, Func<long, CancellationToken, ValueTask<Batch>> batches, long first, CancellationToken stop)
    {
        try
        {
            for (var step = first; step <= _options.Steps; step++) await ahead.WriteAsync(await batches(step, stop), stop);
            ahead.Complete();
        }
        catch (Exception error)
        {
            // Heard where the batch is awaited.
            ahead.Complete(error);
        }
    }

    private async Task StepAsync(ChannelReader<Batch> ahead, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var (began, first, inside, sum, count) = (_time.GetTimestamp(), Step, _program.RuntimeSeconds, 0.0, 0);
        while (Step < _options.Steps)
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = await NextAsync(ahead, cancellation);
            var (results, rate) = RunStep(batch, Step + 1);
            Step++;
            var loss = results.Number(TrainingStep.Loss);
            Curve.Add(Step, loss, rate);
            (sum, count) = (sum + loss, count + 1);
            if (Step % _options.ReportEvery == 0 || Step == _options.Steps)
            {
                var seconds = Math.Max(1e-9, _time.GetElapsedTime(began).TotalSeconds);
                var speed = (Step - first) / seconds;
                progress?.Report(new TrainingProgress(
                    Step, _options.Steps, sum / count, rate, results.Number(TrainingStep.GradientNorm), speed,
                    TimeSpan.FromSeconds((_options.Steps - Step) / speed), Math.Min(1, (_program.RuntimeSeconds - inside) / seconds), results));
                (sum, count) = (0, 0);
            }

            if (Step % _options.CheckpointEvery == 0 || Step == _options.Steps) Save();
        }
    }

    private static async Task<Batch> NextAsync(ChannelReader<Batch> ahead, CancellationToken cancellation)
    {
        try
        {
            return await ahead.ReadAsync(cancellation);
        }
        catch (ChannelClosedException closed) when (closed.InnerException is { } error)
        {
            // The source's own error, with its own place.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
            throw;
        }
    }

    private (RunResults Results, double Rate) RunStep(Batch batch, long step)
    {
        var rate = _options.Schedule.At(step);
        batch.With(TrainingStep.Rate, [(float)rate]).With(TrainingStep.Number, [(float)step]);
        for (var i = 0; i < _noise.Length; i++)
        {
            TrainingNoise.Fill(_options.Seed, step, i, _numbers[i]);
            batch.With(_noise[i].Key, _numbers[i]);
        }

        var results = _program.Run(batch, Store, static r => IsFinite(r, TrainingStep.Loss) && IsFinite(r, TrainingStep.GradientNorm));
        foreach (var name in new[] { TrainingStep.Loss, TrainingStep.GradientNorm })
        {
            if (IsFinite(results, name)) continue;
            var kept = _checkpoint?.Latest is { } latest ? $"the last good checkpoint is {latest}" : "no checkpoint was kept";
            throw new TrainingException(
                $"run '{_options.Name}', step {step}", $"the {name} is {results.Number(name)}; the step was undone and {kept}", "lower the learning rate, clip gradients, or look into the batch of this step");
        }

        return (results, rate);
    }

    private static bool IsFinite(RunResults results, string name) => double.IsFinite(results.Number(name));

    private void Save()
    {
        if (_checkpoint is null || Step == 0) return;
        var path = _checkpoint.Save(Store, _options.Name, Step, Curve, _options.KeptCheckpoints);
        LogSaved(_options.Name, Step, path);
    }
}
