using System.Diagnostics;
using System.Globalization;
using Orleans.Video.Encoders;
using Orleans.Video.Grains;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Modality = Orleans.Video.Encoders.Modality;

namespace Orleans.Video.Benchmarks.Encoders;

/// <summary>
/// How many seconds of media a second the encoders of a set take on the whole processor, pre-processing included: a worker a core, each with sessions of one thread of its own.
/// Not a benchmark of many short calls, hence without BenchmarkDotNet.
/// </summary>
internal static class ServingRate
{
    public const string Argument = "serving";

    private const int Clips = 32;
    private const int Batches = 12;
    private const int Rounds = 3;

    private static readonly string[] Media = [Modality.Visual, Modality.Audio, Modality.Fusion];

    public static async Task RunAsync(string? modelSet)
    {
        var set = ModelSet.Open(Path.GetFullPath(modelSet ?? Path.Combine(Checkout.Root, "models", "starter")));
        var workers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Worker(set)).ToArray();
        Console.WriteLine($"{workers.Length} workers, {Clips} seconds a run, the fastest of {Rounds} rounds");
        Console.WriteLine("| encoders of " + set.Manifest.Id + " | clips/s |");
        Console.WriteLine("|---|---:|");
        foreach (var modality in Media) await PrintAsync(modality, [modality]);
        await PrintAsync("**all three**", Media);
        foreach (var worker in workers) worker.Dispose();

        async Task PrintAsync(string name, string[] modalities)
        {
            var rate = await RateAsync(workers, modalities);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {rate:N0} |"));
        }
    }

    private static async Task<double> RateAsync(Worker[] workers, string[] modalities)
    {
        var fastest = 0.0;
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(workers.Select(worker => Task.Factory.StartNew(() => worker.Run(modalities), TaskCreationOptions.LongRunning)));
            fastest = Math.Max(fastest, workers.Length * Batches * Clips / clock.Elapsed.TotalSeconds);
        }

        return fastest;
    }

    private sealed class Worker : IDisposable
    {
        private readonly Dictionary<string, (EncoderEngine Engine, IReadOnlyList<EncodeRequest> Batch)> _engines;

        public Worker(ModelSet set)
        {
            _engines = Media.ToDictionary(static modality => modality, modality =>
            {
                var engine = EncoderEngine.Create(set, modality, InferenceDevice.Cpu with { Threads = 1 });
                engine.WarmUp(new VideoPipelineOptions().LargestBatch);
                // A step of fusion takes several seconds of a video.
                var seconds = modality == Modality.Fusion ? ((FusionStep)engine.WarmUpBatch(1)[0]).VideoPresent.Length : 1;
                return (engine, engine.WarmUpBatch(Clips / seconds));
            });
        }

        public void Run(string[] modalities)
        {
            for (var i = 0; i < Batches; i++)
                foreach (var modality in modalities) _engines[modality].Engine.Run(_engines[modality].Batch);
        }

        public void Dispose()
        {
            foreach (var (engine, _) in _engines.Values) engine.Dispose();
        }
    }
}
