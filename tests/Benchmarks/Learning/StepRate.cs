using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Layers;
using Orleans.Video.Learning.Models.Visual;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Training;
using Orleans.Video.Testing;

namespace Orleans.Video.Benchmarks.Learning;

/// <summary>
/// How fast a training step of the visual encoder is as a share of the machine's matrix products in the same run, how much of the trainer's time is spent outside ONNX Runtime, and the same
/// step in PyTorch beside it, where Debian's <c>python3-torch</c> is installed, as a share of the same products: its own depend on which BLAS there is. Steps and products take turns, so that a
/// busy machine slows both.
/// </summary>
internal static class StepRate
{
    public const string Argument = "learning-step";

    private const int Rounds = 12;
    private const int Side = 1024;
    private const int Pictures = 256, Texts = 240;

    private static readonly int[] Sizes = [32, 48, 64];

    public static async Task RunAsync()
    {
        Console.WriteLine($"{Environment.ProcessorCount} threads, batch of {Pictures}, {Rounds} rounds, the shortest of each");
        Console.WriteLine("| visual encoder | GFLOP/step | step | GFLOP/s | MatMul GFLOP/s | **ratio** | outside ONNX Runtime | PyTorch step | its ratio |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var size in Sizes)
        {
            var ours = await MeasureAsync(size);
            var torch = await TorchAsync(size);
            var (rate, theirs) = (ours.Work / ours.Seconds, torch is null ? null : (double?)(ours.Work / torch.StepSeconds / ours.MatMulRate));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size} pixels | {ours.Work / 1e9:F1} | {ours.Seconds * 1e3:F0} ms | {rate / 1e9:F0} | {ours.MatMulRate / 1e9:F0} | **{rate / ours.MatMulRate:F2}** | {ours.Outside:P1} | {(torch is null ? "not installed" : $"{torch.StepSeconds * 1e3:F0} ms")} | {(theirs is null ? "" : $"{theirs:F2}")} |"));
        }
    }

    private static async Task<(double Work, double Seconds, double MatMulRate, double Outside)> MeasureAsync(int size)
    {
        var device = InferenceDevice.Cpu with { Threads = Environment.ProcessorCount };
        var options = new VisualModelOptions { Frames = 1, Size = size };
        var graph = new Graph("visual step");
        var vectors = VisualModel.Encode(graph.Input("frames", [Pictures, 1, 3, size, size]), options, ModelMode.Training);
        var texts = graph.Parameter("texts", [Texts, options.JointWidth], Initializer.Normal(1)).UnitLength();
        var loss = Contrast.Loss(vectors, texts, graph.Input("rows", [Pictures, Texts]), graph.Input("columns", [Pictures, Texts]), "contrast");
        var work = StepCost.Step(graph);
        using var trainer = new Trainer(
            TrainingStep.Build(loss, new AdamW(), new Dictionary<string, Tensor>()), new TrainerOptions { Name = "step", Steps = Rounds + 2, Schedule = new ConstantRate { Peak = 1e-3 }, ReportEvery = 1 }, device, TimeProvider.System);
        using var products = new Products(device);
        var turns = new Turns(products);
        await trainer.RunAsync((step, _) => ValueTask.FromResult(Feed(size, (int)step)), turns);
        return (work, turns.ShortestStep, products.Rate, turns.Outside);
    }

    private static Batch Feed(int size, int seed)
    {
        var random = new Random(seed);
        var targets = new float[Pictures * Texts];
        for (var picture = 0; picture < Pictures; picture++) targets[picture * Texts + picture % Texts] = 1f / Pictures;
        return new Batch()
            .With("frames", [.. Enumerable.Range(0, Pictures * 3 * size * size).Select(_ => random.NextSingle() * 2 - 1)])
            .With("rows", targets)
            .With("columns", targets);
    }

    private static async Task<TorchFigures?> TorchAsync(int size)
    {
        var script = Path.Combine(TestData.RepositoryRoot, "tests", "Benchmarks", "Learning", "torch_step.py");
        // Debian's own, which has Debian's PyTorch; the first in PATH may be another.
        const string Python = "/usr/bin/python3";
        if (!File.Exists(Python)) return null;
        var start = new ProcessStartInfo(Python, [script, $"{size}", $"{Rounds}", $"{Environment.ProcessorCount}"]) { RedirectStandardOutput = true, UseShellExecute = false };
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
