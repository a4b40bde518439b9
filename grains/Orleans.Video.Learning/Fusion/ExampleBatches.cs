using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Models.Fusion;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Starter.Videos;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Fusion;

/// <summary>
/// Batches of <see cref="FusionStep"/> from videos that are there: of each some seconds that follow each other, and one of its texts, of a kind that is drawn first, so that a long
/// transcript does not outweigh a title. A text goes with every video of the batch that has it. A function of seed, step and the videos that are left.
/// </summary>
internal sealed class ExampleBatches(IReadOnlyList<FusionExample> examples, ExampleTexts texts, FusionModelOptions fusion, int videos, int seconds, ulong seed)
{
    private int[] _left = [.. Enumerable.Range(0, examples.Count)];

    /// <summary>Steps from one look at what is left to the next: all videos once.</summary>
    public long StepsOfEpoch { get; } = Math.Max(1, examples.Count / videos);

    /// <summary>Leaves out videos from now on.</summary>
    /// <exception cref="LearningDataException">None is left.</exception>
    public void Keep(Func<int, bool> stays)
    {
        _left = [.. _left.Where(stays)];
        if (_left.Length == 0) throw new LearningDataException("every video that was learned from is erased, or may not be learned from any more: nothing was written");
    }

    /// <summary>Makes the batch of a step, from 1.</summary>
    public Batch Make(long step)
    {
        var (dv, da, d) = (fusion.VisualWidth, fusion.AudioWidth, texts.Width);
        var (visual, audio) = (new float[videos * seconds * dv], new float[videos * seconds * da]);
        var (seen, heard) = (new float[videos * seconds], new float[videos * seconds]);
        var words = new float[videos * d];
        var (chosen, said) = (Choose(step), new int[videos]);
        for (var video = 0; video < videos; video++) Write(video, examples[chosen[video]], new SeededGenerator(Draws.SeedOf(seed, step, video)));
        var (whole, each) = (new ContrastTargets(videos, videos), new ContrastTargets(videos * seconds, videos));
        whole.Fill(Belongs);
        each.Fill((second, text) => seen[second] + heard[second] > 0 ? Belongs(second / seconds, text) : 0);
        return new Batch().With(FusionBatches.Visual, visual).With(FusionBatches.VisualPresent, seen).With(FusionBatches.Audio, audio).With(FusionBatches.AudioPresent, heard)
            .With(FusionBatches.Texts, words).With(FusionBatches.VideoRows, whole.ForRows).With(FusionBatches.VideoColumns, whole.ForColumns)
            .With(FusionBatches.SecondRows, each.ForRows).With(FusionBatches.SecondColumns, each.ForColumns);

        float Belongs(int video, int text) => texts.Kinds[chosen[video]].Any(kind => kind.Contains(said[text])) ? 1 : 0;

        void Write(int video, FusionExample example, SeededGenerator draws)
        {
            var kind = draws.NextOf(texts.Kinds[chosen[video]]);
            said[video] = draws.NextOf(kind);
            texts[said[video]].CopyTo(words.AsSpan(video * d));
            var first = FirstOf(example, draws);
            for (var i = 0; i < seconds && first + i < example.Seconds; i++)
            {
                var (from, to) = (first + i, (video * seconds) + i);
                example.Visual.AsSpan(from * dv, dv).CopyTo(visual.AsSpan(to * dv));
                example.Audio.AsSpan(from * da, da).CopyTo(audio.AsSpan(to * da));
                (seen[to], heard[to]) = (example.VideoPresent[from] ? 1 : 0, example.AudioPresent[from] ? 1 : 0);
            }
        }
    }

    // Somewhere in the video, but with something to see or to hear.
    private int FirstOf(FusionExample example, SeededGenerator draws)
    {
        var first = draws.NextBelow(Math.Max(1, example.Seconds - seconds + 1));
        for (var i = 0; i < seconds && first + i < example.Seconds; i++)
            if (example.VideoPresent[first + i] || example.AudioPresent[first + i]) return first;
        return Enumerable.Range(0, example.Seconds).First(second => example.VideoPresent[second] || example.AudioPresent[second]);
    }

    // Without repetition while there are enough.
    private int[] Choose(long step)
    {
        var left = _left;
        int[] order = [.. left];
        new SeededGenerator(Draws.SeedOf(seed, step, -1)).Shuffle<int>(order);
        return [.. Enumerable.Range(0, videos).Select(i => order[i % order.Length])];
    }
}
