using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Models.Fusion;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Starter.Videos;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Fusion;

/// <summary>
/// Lets a set's fusion encoder go on learning from videos and what is said of them, and measures it on a tenth that it did not learn from. The encoders of pictures, sounds and words stay:
/// stored vectors stay valid, and seconds of a video are compared with words as before.
/// </summary>
/// <param name="options">How.</param>
/// <param name="isThere">Whether a video is still there and may still be learned from; asked before each epoch and at the end.</param>
/// <param name="time">The clock of progress reports.</param>
/// <param name="loggers">Hears of checkpoints.</param>
public sealed class FusionRun(FusionRunOptions options, Func<FusionExample, CancellationToken, ValueTask<bool>> isThere, TimeProvider time, ILoggerFactory? loggers = null)
{
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);

    /// <summary>Refuses a set that cannot go on learning, before anything is read.</summary>
    /// <exception cref="LearningDataException">Its joint space is not trained, or its fusion encoder is not of the kind that is trained here.</exception>
    public static void Require(ModelSet parent)
    {
        if (!parent.HasTrainedJointSpace) throw new LearningDataException($"the joint space of model set '{parent.Manifest.Id}' is not trained: its words and videos cannot be compared; train a set first (video learn starter), or use one that is trained");
        ParentFusion.Read(parent);
    }

    /// <summary>Trains, measures and writes the new set, whether it measures better or not.</summary>
    /// <param name="videos">The videos; those without words are passed over. The vectors of one that leaves are overwritten.</param>
    /// <param name="say">Hears what begins, and each measurement.</param>
    /// <param name="progress">Hears how the training goes.</param>
    /// <param name="cancellation">Stops behind a step; the same call goes on later.</param>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="LearningDataException">The set cannot go on learning, or there are too few videos.</exception>
    /// <exception cref="TrainingException">A loss is not finite, or a checkpoint cannot be written or is of another run.</exception>
    /// <exception cref="ModelSetException">The set cannot be written.</exception>
    public async Task<FusionOutcome> RunAsync(IReadOnlyList<FusionExample> videos, Action<string> say, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        options.Check();
        Require(options.Parent);
        var paired = videos.Where(static video => video.Texts.Count > 0).OrderBy(static video => video.VideoId, StringComparer.Ordinal).ToArray();
        var (learned, heldOut) = (paired.Where(static video => !video.IsHeldOut).ToArray(), paired.Where(static video => video.IsHeldOut).ToArray());
        if (paired.Length < options.FewestPairs || heldOut.Length < options.FewestHeldOut)
        {
            throw new LearningDataException(
                $"there are {paired.Length:N0} videos with words to learn from, of which {heldOut.Length:N0} would be kept aside, and {options.FewestPairs:N0} with {options.FewestHeldOut:N0} are the fewest: "
                + "ingest more videos with titles, captions or descriptions that may be learned from");
        }

        Directory.CreateDirectory(options.Work);
        var fusion = ParentFusion.Options(options.Parent);
        using var words = new TextEncoder(options.Parent, options.Device);
        say($"learning from {learned.Length:N0} videos; {heldOut.Length:N0} are kept aside");
        var trained = await TrainAsync(learned, new ExampleTexts(learned, words), fusion, progress, cancellation);

        await LookAsync(paired, cancellation);
        heldOut = [.. heldOut.Where(Remains)];
        if (heldOut.Length < options.FewestHeldOut)
            throw new LearningDataException($"of the videos that were kept aside {heldOut.Length:N0} are left, and {options.FewestHeldOut:N0} are the fewest to measure with: nothing was written; ingest more videos");
        var (encoder, questions) = (FusionSet.Encoder(fusion, trained), new ExampleTexts(heldOut, words));
        var outcome = FusionOutcome.Of(learned.Count(Remains), _left.Count, Measure(ParentFusion.Graph(options.Parent), heldOut, questions), Measure(encoder, heldOut, questions));
        say(FormattableString.Invariant($"recall at 10 on {outcome.HeldOut:N0} videos kept aside: {outcome.Before:P1} before, {outcome.After:P1} after"));
        if (_left.Count > 0) say($"{_left.Count:N0} videos left during the run");
        return outcome with { Set = FusionSet.Write(options, encoder, outcome) };
    }

    private async Task<IReadOnlyDictionary<string, float[]>> TrainAsync(
        FusionExample[] learned, ExampleTexts texts, FusionModelOptions fusion, IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        var size = Math.Min(options.Videos, learned.Length);
        var batches = new ExampleBatches(learned, texts, fusion, size, options.Seconds, options.Seed);
        var parts = new TrainingParts(options.Work, options.Seed, options.Device, time, loggers ?? NullLoggerFactory.Instance);
        var trained = await parts.RunAsync(
            $"fusion of {options.Parent.Manifest.Id}, seed {options.Seed}, {options.Steps} steps",
            "fusion",
            FusionStep.Build(new FusionTrainingOptions { Fusion = fusion, Videos = size, Seconds = options.Seconds }, texts: size),
            new WarmUpCosine { Peak = options.PeakRate, WarmUp = options.Steps / 20, Steps = options.Steps },
            begin: ParentFusion.Read(options.Parent),
            async (step, stop) =>
            {
                if ((step - 1) % batches.StepsOfEpoch == 0)
                {
                    await LookAsync(learned, stop);
                    batches.Keep(i => Remains(learned[i]));
                }

                return batches.Make(step);
            },
            progress,
            cancellation);
        return trained.Averaged;
    }

    private bool Remains(FusionExample video) => !_left.Contains(video.VideoId);

    private async Task LookAsync(FusionExample[] videos, CancellationToken cancellation)
    {
        foreach (var video in videos.Where(Remains).ToArray())
        {
            if (await isThere(video, cancellation)) continue;
            _left.Add(video.VideoId);
            video.Wipe();
        }
    }

    private bool[] Measure(byte[] graph, FusionExample[] heldOut, ExampleTexts questions)
    {
        using var encoder = new FusionEncoder(options.Parent.Manifest.Id, options.Parent.Manifest.Fusion!, graph, options.Device);
        return HeldOutRecall.Measure(heldOut, questions, encoder);
    }
}
