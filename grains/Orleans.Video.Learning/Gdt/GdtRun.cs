using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Gdt;
using Orleans.Video.Learning.Data.Loading;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Training;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;

namespace Orleans.Video.Learning.Gdt;

/// <summary>Trains a video and an audio encoder on a folder of videos without labels, from the latest checkpoint if there is one, and writes them as a model set.</summary>
public sealed class GdtRun(GdtOptions options, TimeProvider time, ILoggerFactory? loggers = null)
{
    private readonly ILoggerFactory _loggers = loggers ?? NullLoggerFactory.Instance;

    /// <summary>Trains, writes and verifies.</summary>
    /// <param name="say">Hears what begins, and what was left out.</param>
    /// <param name="progress">Hears how the training goes.</param>
    /// <param name="cancellation">Stops behind a step; the same call goes on later.</param>
    /// <returns>The set, verified.</returns>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="LearningDataException">There are too few videos with sound.</exception>
    /// <exception cref="TrainingException">A loss is not finite, or a checkpoint cannot be written or is of another run.</exception>
    /// <exception cref="ModelSetException">The set cannot be written.</exception>
    public async Task<ModelSet> RunAsync(Action<string> say, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        options.Check();
        var files = GdtVideos.FilesBelow(options.Videos);
        say($"reading {files.Count:N0} videos");
        var skipped = new SkippedEntries();
        var videos = await ReadAsync(files, skipped, cancellation);
        if (skipped.Count > 0) say($"left out: {skipped}");
        if (videos.Videos.Count < GdtOptions.FewestVideos)
            throw new LearningDataException($"{options.Videos} holds {videos.Videos.Count:N0} videos to learn from, and {GdtOptions.FewestVideos} are the fewest: add videos that have sound and last two seconds or more{(skipped.Count > 0 ? $" ({skipped})" : "")}");
        var hypothesis = GdtHypothesis.Of(options.Hypothesis);
        say($"learning from {videos.Videos.Count:N0} videos by hypothesis {hypothesis.Number}: {hypothesis}");
        var weights = await TrainAsync(videos, progress, cancellation);
        return GdtSet.Write(
            options.Target, options.Model, weights, $"gdt-{hypothesis.Number}-seed-{options.Seed}", $"{videos.Videos.Count:N0} videos without labels; GDT, hypothesis {hypothesis.Number} ({hypothesis})", options.Device);
    }

    /// <summary>Trains on videos that are there.</summary>
    /// <returns>Weights and running statistics, by name.</returns>
    internal async Task<IReadOnlyDictionary<string, float[]>> TrainAsync(GdtVideos videos, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        var (hypothesis, none) = (GdtHypothesis.Of(options.Hypothesis), new ModelSetFile("", ""));
        var audio = GdtSet.Audio(options.Model, none);
        var size = Math.Min(options.BatchSize, videos.Videos.Count);
        var batches = new GdtBatches(videos, GdtSet.Visual(options.Model, none), audio, hypothesis.Views, options.Pictures, options.Sounds, options.Masking, size);
        var order = new ShuffledOrder(options.Seed, videos.Videos.Count, size);
        var steps = Math.Max(1, (long)Math.Round(options.Steps * options.Length));
        var parts = new TrainingParts(options.Work, options.Seed, options.Device, time, _loggers);
        var learned = await parts.RunAsync(
            $"gdt, hypothesis {hypothesis.Number}",
            $"gdt-{hypothesis.Number}",
            GdtGraph.Step(hypothesis, options.Model, options.Optimizer, audio, size),
            new WarmUpCosine { Peak = options.PeakRate, WarmUp = steps / 20, Steps = steps },
            begin: null,
            step =>
            {
                using var loaded = order.Make(batches, step - 1);
                return new Batch().With(GdtBatches.Frames, loaded.Floats(GdtBatches.Frames)).With(GdtBatches.Spectrogram, loaded.Floats(GdtBatches.Spectrogram));
            },
            progress,
            cancellation);
        return learned.Averaged;
    }

    private async Task<GdtVideos> ReadAsync(IReadOnlyList<string> files, SkippedEntries skipped, CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.Work);
        var media = new MediaOptions { StagingFolder = Path.Combine(Path.GetFullPath(options.Work), "staging"), Roots = [Path.GetFullPath(options.Videos)] };
        await using var library = new MediaLibrary(media, static (_, _) => ValueTask.FromResult<Stream?>(null), _loggers.CreateLogger<MediaLibrary>(), time);
        return await GdtVideos.ReadAsync(library, files, FormatOf(options), options.MostSeconds, skipped, cancellation);
    }

    /// <summary>The shape in which videos are read.</summary>
    internal static SegmentFormat FormatOf(GdtOptions options) => new()
    {
        FramesPerSecond = options.Model.Video.Frames,
        Width = options.DecodedSize,
        Height = options.DecodedSize,
        SampleRate = GdtSet.Audio(options.Model, new ModelSetFile("", "")).SampleRate,
    };
}
