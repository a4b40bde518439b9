using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Audio;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Training;
using Orleans.Video.Testing;

namespace Orleans.Video.Benchmarks.Learning;

/// <summary>
/// How fast a training step of the audio encoder is as a share of the machine's matrix products in the same run, how much of the trainer's time is spent outside ONNX Runtime, and the same
/// step in PyTorch beside it, where Debian's <c>python3-torch</c> is installed, as a share of the same products: its own depend on which BLAS there is. Steps and products take turns, so that a
/// busy machine slows both.
/// </summary>
internal static class StepRate
{
    public const string Argument = "learning-step";

    private const int Rounds = 12;
    private const int Side = 1024;
    private const int Bands = 64, Columns = 98;

    private static readonly int[] Widths = [16, 32];

    public static async Task RunAsync()
    {
        Console.WriteLine($"{Environment.ProcessorCount} threads, batch of 96, {Rounds} rounds, the shortest of each");
        Console.WriteLine("| audio encoder | GFLOP/step | step | GFLOP/s | MatMul GFLOP/s | **ratio** | outside ONNX Runtime | PyTorch step | its ratio |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var width in Widths)
        {
            var ours = await MeasureAsync(width);
            var torch = await TorchAsync(width);
            var (rate, theirs) = (ours.Work / ours.Seconds, torch is null ? null : (double?)(ours.Work / torch.StepSeconds / ours.MatMulRate));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| width {width} | {ours.Work / 1e9:F1} | {ours.Seconds * 1e3:F0} ms | {rate / 1e9:F0} | {ours.MatMulRate / 1e9:F0} | **{rate / ours.MatMulRate:F2}** | {ours.Outside:P1} | {(torch is null ? "not installed" : $"{torch.StepSeconds * 1e3:F0} ms")} | {(theirs is null ? "" : $"{theirs:F2}")} |"));
        }
    }

    private static async Task<(double Work, double Seconds, double MatMulRate, double Outside)> MeasureAsync(int width)
    {
        var device = InferenceDevice.Cpu with { Threads = Environment.ProcessorCount };
        const int Size = 96;
        var graph = new Graph("audio step");
        var (loss, measures) = new AudioObjective().Build(graph, new AudioNetwork(new AudioNetworkOptions { Width = width }), new LearnedKindVectors(5, 128), Size, Bands, Columns);
        var work = StepCost.Step(graph);
        using var trainer = new Trainer(TrainingStep.Build(loss, new AdamW(), measures), new TrainerOptions { Name = "step", Steps = Rounds + 2, Schedule = new ConstantRate { Peak = 1e-3 }, ReportEvery = 1 }, device, TimeProvider.System);
        using var products = new Products(device);
        var turns = new Turns(products);
        await trainer.RunAsync(static (step, _) => ValueTask.FromResult(Feed(Size, (int)step)), turns);
        return (work, turns.ShortestStep, products.Rate, turns.Outside);
    }

    private static Batch Feed(int size, int seed)
    {
        var random = new Random(seed);
        float[] spectrograms = [.. Enumerable.Range(0, size * Bands * Columns).Select(_ => random.NextSingle() * 2 - 1)];
        return new Batch()
            .With(SpectrogramBatches.Spectrogram, spectrograms)
            .With(SpectrogramBatches.Name, [.. Enumerable.Range(0, size).Select(static i => (long)(i / 4))])
            .With(SpectrogramBatches.Voice, [.. Enumerable.Range(0, size).Select(static i => (long)(i % 4))])
            .With(SpectrogramBatches.Kind, [.. Enumerable.Range(0, size).Select(static i => (long)(i % 5))]);
    }

    private static async Task<TorchFigures?> TorchAsync(int width)
    {
        var script = Path.Combine(TestData.RepositoryRoot, "tests", "Benchmarks", "Learning", "torch_step.py");
        // Debian's own, which has Debian's PyTorch; the first in PATH may be another.
        const string Python = "/usr/bin/python3";
        if (!File.Exists(Python)) return null;
        var start = new ProcessStartInfo(Python, [script, $"{width}", $"{Rounds}", $"{Environment.ProcessorCount}"]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var python = Process.Start(start);
        if (python is null) return null;
        var said = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        return python.ExitCode == 0 ? JsonSerializer.Deserialize<TorchFigures>(said, JsonSerializerOptions.Web) : null;
    }

    private sealed record TorchFigures(double StepSeconds);

    /// <summary>Products of two matrices of <see cref="Side"/> rows and columns.</summary>
    private sealed class Products : IDisposable
    {
        private readonly VariableStore _store;
        private readonly GraphProgram _program;
        private readonly Batch _batch;
        private double _shortest = double.PositiveInfinity;

        public Products(InferenceDevice device)
        {
            var graph = new Graph("matmul");
            var product = graph.Input("a", [Side, Side]).MatMul(graph.Input("b", [Side, Side]));
            _store = new VariableStore(device, 1);
            _program = new GraphProgram(graph, new Dictionary<string, Tensor> { ["largest"] = product.Largest() }, device);
            float[] numbers = [.. Enumerable.Range(0, Side * Side).Select(static i => i % 17 * 0.1f)];
            _batch = new Batch().With("a", numbers).With("b", numbers);
        }

        /// <summary>Operations a second of the shortest.</summary>
        public double Rate => 2.0 * Side * Side * Side / _shortest;

        public void Run()
        {
            for (var i = 0; i < 8; i++)
            {
                var before = _program.RuntimeSeconds;
                _program.Run(_batch, _store);
                _shortest = Math.Min(_shortest, _program.RuntimeSeconds - before);
            }
        }

        public void Dispose()
        {
            _program.Dispose();
            _store.Dispose();
        }
    }

    /// <summary>Hears of each step, times it, and lets products have their turn before the next. Their time is no step's.</summary>
    private sealed class Turns(Products products) : IProgress<TrainingProgress>
    {
        private long _began;
        private double _steps, _inside, _insideBefore;

        public double ShortestStep { get; private set; } = double.PositiveInfinity;

        public double Outside => 1 - _inside / _steps;

        public void Report(TrainingProgress value)
        {
            // What the trainer counts is from its own start, with the products' turns in it.
            var whole = value.Step / value.StepsPerSecond;
            var inside = value.RuntimeShare * whole;
            // The first steps still make room for their numbers.
            if (value.Step > 2)
            {
                var seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
                ShortestStep = Math.Min(ShortestStep, seconds);
                (_steps, _inside) = (_steps + seconds, _inside + inside - _insideBefore);
            }

            _insideBefore = inside;
            products.Run();
            _began = Stopwatch.GetTimestamp();
        }
    }
}
