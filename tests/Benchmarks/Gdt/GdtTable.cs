using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data.Gdt;
using Orleans.Video.Learning.Evaluation;
using Orleans.Video.Learning.Gdt;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Training;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;
using Orleans.Video.Testing;

namespace Orleans.Video.Benchmarks.Gdt;

/// <summary>
/// GDT on made videos of photos and spoken digits, for random weights and for each hypothesis: <c>-- gdt [SEEDS [HYPOTHESES]]</c>, such as <c>-- gdt 3 0,1,5,9</c>, 0 for random weights. All runs encode the same
/// number of clips, so that hypotheses with more views take fewer steps. Random weights get as many steps at a rate that changes nothing, so that their statistics of normalisation are
/// measured, too. Checkpoints stay in the work folder: the same command goes on from there.
/// </summary>
internal static class GdtTable
{
    public const string Argument = "gdt";

    private const int Random = 0;
    private const int Videos = 600;
    private const int BatchSize = 32;
    private const long Clips = 32 * 480;
    private const double NoRate = 1e-12;

    /// <summary>Measures and prints; <paramref name="arguments"/> are those behind the first.</summary>
    public static async Task RunAsync(string[] arguments)
    {
        var seeds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 3;
        int[] hypotheses = arguments.Length > 1 ? [.. arguments[1].Split(',').Select(static h => int.Parse(h, CultureInfo.InvariantCulture))] : [Random, .. GdtHypothesis.All.Select(static h => h.Number)];
        var work = Path.Combine(Path.GetTempPath(), "orleans-video-gdt");
        var media = new MediaOptions { StagingFolder = Path.Combine(work, "staging"), Roots = [work] };
        await using var library = new MediaLibrary(media, static (_, _) => ValueTask.FromResult<Stream?>(null), NullLogger<MediaLibrary>.Instance);
        var data = await PhotosAndDigits.ReadAsync(TestData.Root ?? throw new InvalidOperationException("no ../shared/data beside the checkout, and no ORLEANS_VIDEO_DATA"), Path.Combine(work, "videos"), library, media);
        var videos = await data.MakeVideosAsync(Videos, GdtRun.FormatOf(Options(work, Random, 1)));
        Console.WriteLine($"{Videos} videos of 4 s; {string.Join(", ", data.ClassNames)}; {data.HeldOutPhotos.Count} photos and {data.HeldOutDigits.Sounds.Count} recordings of {data.HeldOutSpeaker} kept aside; {Clips:N0} clips a run, {BatchSize} videos a batch");
        Console.WriteLine("| hypothesis | cross-modal precision at 10 | probe on held-out photos | probe on a held-out speaker | minutes a run |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        foreach (var hypothesis in hypotheses)
        {
            var figures = new List<GdtFigures>();
            for (var seed = 1; seed <= seeds; seed++)
            {
                figures.Add(await MeasureAsync(data, videos, Options(work, hypothesis, (ulong)seed)));
                await Console.Error.WriteLineAsync($"{hypothesis} seed {seed}: {figures[^1]}");
            }

            var name = hypothesis == Random ? "random weights" : $"{hypothesis} {GdtHypothesis.Of(hypothesis)}";
            Console.WriteLine($"| {name} | {Spread(figures, static f => f.Precision)} | {Spread(figures, static f => f.Photos)} | {Spread(figures, static f => f.Digits)} | {figures.Average(static f => f.Minutes).ToString("F1", CultureInfo.InvariantCulture)} |");
        }
    }

    private static async Task<GdtFigures> MeasureAsync(PhotosAndDigits data, GdtVideos videos, GdtOptions options)
    {
        var began = Stopwatch.GetTimestamp();
        var weights = await new GdtRun(options, TimeProvider.System).TrainAsync(videos, new Silence(), CancellationToken.None);
        var minutes = Stopwatch.GetElapsedTime(began).TotalMinutes;
        using var pair = new GdtForward(options.Model, weights, options.Device);
        var (frames, size) = (options.Model.Video.Frames, options.Model.Video.Size);
        var (photos, photosAside) = (pair.Video(PhotosAndDigits.Clips(data.Photos, frames, size)), pair.Video(PhotosAndDigits.Clips(data.HeldOutPhotos, frames, size)));
        var (digits, digitsAside) = (pair.Audio([.. data.Digits.Sounds.Select(static s => s.Samples)]), pair.Audio([.. data.HeldOutDigits.Sounds.Select(static s => s.Samples)]));
        int[] photoLabels = [.. data.HeldOutPhotos.Labels], digitLabels = [.. data.HeldOutDigits.Sounds.Select(static s => s.Label)];
        return new GdtFigures(
            (NearestNeighbours.Precision(photosAside.Joint, photoLabels, digitsAside.Joint, digitLabels, 10) + NearestNeighbours.Precision(digitsAside.Joint, digitLabels, photosAside.Joint, photoLabels, 10)) / 2,
            LinearProbe.Fit(photos.Features, [.. data.Photos.Labels], 10).Accuracy(photosAside.Features, photoLabels),
            LinearProbe.Fit(digits.Features, [.. data.Digits.Sounds.Select(static s => s.Label)], 10).Accuracy(digitsAside.Features, digitLabels),
            minutes);
    }

    private static GdtOptions Options(string work, int hypothesis, ulong seed)
    {
        var views = hypothesis == Random ? 1 : GdtHypothesis.Of(hypothesis).Views.Count;
        return new GdtOptions
        {
            Videos = work,
            Work = Path.Combine(work, $"run-{hypothesis}-{seed}"),
            Target = Path.Combine(work, "unused"),
            Hypothesis = hypothesis == Random ? 1 : hypothesis,
            Seed = seed,
            BatchSize = BatchSize,
            // Statistics settle in fewer steps than weights do.
            Steps = hypothesis == Random ? 60 : Clips / (BatchSize * views),
            PeakRate = hypothesis == Random ? NoRate : 3e-3,
            Device = InferenceDevice.Cpu with { Threads = int.TryParse(Environment.GetEnvironmentVariable("ORLEANS_VIDEO_THREADS"), out var threads) ? threads : Environment.ProcessorCount },
        };
    }

    // Mean and, of several seeds, the least and the most.
    private static string Spread(List<GdtFigures> figures, Func<GdtFigures, double> of)
    {
        double[] values = [.. figures.Select(of).Order()];
        var range = values.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({values[0]:P1} to {values[^1]:P1})") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{values.Average():P1}{range}");
    }

    private sealed record GdtFigures(double Precision, double Photos, double Digits, double Minutes)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"precision at 10 {Precision:P1}, photos {Photos:P1}, digits {Digits:P1}, {Minutes:F1} minutes");
    }

    private sealed class Silence : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) { }
    }
}
