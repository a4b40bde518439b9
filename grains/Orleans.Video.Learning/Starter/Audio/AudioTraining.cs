using Microsoft.Extensions.Logging;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data.Loading;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Audio;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Starter.Audio;

/// <summary>Trains the starter set's audio encoder: the same bank, options and seed give the same encoder. One run at a time.</summary>
internal sealed class AudioTraining : IDisposable
{
    private readonly SoundBank _bank;
    private readonly AudioSpec _spec;
    private readonly AudioTrainingOptions _options;
    private readonly Trainer _trainer;

    /// <summary>Builds the step, and loads the latest checkpoint where there is one.</summary>
    /// <param name="bank">The sounds.</param>
    /// <param name="spec">The encoder's layout; its width is the network's.</param>
    /// <param name="kinds">The kinds' vectors, in the order of <see cref="Data.Synthesis.SoundKind"/>.</param>
    /// <param name="options">How it goes.</param>
    /// <param name="device">What it runs on.</param>
    /// <param name="time">The clock of progress reports.</param>
    /// <param name="logger">Hears of checkpoints.</param>
    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    /// <exception cref="TrainingException">The checkpoint is damaged or of another run or architecture.</exception>
    public AudioTraining(SoundBank bank, AudioSpec spec, IKindVectors kinds, AudioTrainingOptions options, InferenceDevice device, TimeProvider time, ILogger<Trainer>? logger = null)
    {
        if (options.Network.VectorWidth != spec.Width) throw new ArgumentException($"the network's vectors are {options.Network.VectorWidth} wide and the encoder's {spec.Width}: make them equal", nameof(options));
        (_bank, _spec, _options) = (bank, spec, options);
        Network = new AudioNetwork(options.Network);
        var graph = new Graph("audio training");
        var (loss, measures) = options.Objective.Build(graph, Network, kinds, options.BatchSize, spec.Mel.Mels, spec.Frames);
        var step = TrainingStep.Build(loss, new AdamW { WeightDecay = options.WeightDecay }, measures);
        _trainer = new Trainer(
            step,
            new TrainerOptions
            {
                Name = options.Name,
                Steps = options.Steps,
                Schedule = new WarmUpCosine { Peak = options.PeakRate, WarmUp = options.Steps / 20, Steps = options.Steps },
                Seed = options.Seed,
                CheckpointFolder = options.CheckpointFolder,
                ReportEvery = 10,
            },
            device,
            time,
            logger);
    }

    /// <summary>The encoder.</summary>
    public AudioNetwork Network { get; }

    /// <summary>Its weights, as they are after the last step.</summary>
    public VariableStore Store => _trainer.Store;

    /// <summary>How the loss went.</summary>
    public TrainingCurve Curve => _trainer.Curve;

    /// <summary>Runs the steps that are left.</summary>
    /// <exception cref="TrainingException">The loss is not finite, or a checkpoint cannot be written.</exception>
    public async Task RunAsync(IProgress<TrainingProgress>? progress, CancellationToken ct)
    {
        var order = new BalancedOrder(_options.Seed, _bank.NameIndexes, _options.NamesPerBatch, _options.PerName);
        var start = new LoaderPosition(checked((int)(_trainer.Step / order.Steps)), (int)(_trainer.Step % order.Steps));
        await using var loader = new BatchLoader(order, () => new SpectrogramBatches(_bank, _spec, _options.Augmentation, _options.Masking, order.BatchSize), new LoaderOptions(), start);
        await _trainer.RunAsync(
            async (_, stop) =>
            {
                using var loaded = await loader.NextAsync(stop);
                // Copied: the loader's arrays are its own again before the step runs.
                return new Batch()
                    .With(SpectrogramBatches.Spectrogram, [.. loaded.Floats(SpectrogramBatches.Spectrogram)])
                    .With(SpectrogramBatches.Kind, [.. loaded.Longs(SpectrogramBatches.Kind)])
                    .With(SpectrogramBatches.Name, [.. loaded.Longs(SpectrogramBatches.Name)])
                    .With(SpectrogramBatches.Voice, [.. loaded.Longs(SpectrogramBatches.Voice)]);
            },
            progress,
            ct);
    }

    /// <inheritdoc/>
    public void Dispose() => _trainer.Dispose();
}
