using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Starter.Pictures;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Starter.Videos;

/// <summary>
/// Videos as sequences of vectors: one or two topics, each some pictures of a class seen in several ways, and a sound. The vectors are those that the trained encoders gave; no
/// second of a video is encoded here. A function of seed and step.
/// </summary>
internal sealed class FusionBatches
{
    public const string Visual = "visual", VisualPresent = "visual_present", Audio = "audio", AudioPresent = "audio_present", Texts = "texts";
    public const string VideoRows = "videoRows", VideoColumns = "videoColumns", SecondRows = "secondRows", SecondColumns = "secondColumns";

    private readonly FusionTrainingOptions _options;
    private readonly PictureVectors _pictures;
    private readonly PictureVectors _sounds;
    private readonly float[] _texts;
    private readonly int _classes;
    private readonly ulong _seed;
    private readonly int[][] _byClass;

    /// <param name="options">What videos are like.</param>
    /// <param name="pictures">Vectors of pictures, in several views each.</param>
    /// <param name="sounds">Vectors of sounds; a label is the number of its text behind the classes'.</param>
    /// <param name="texts"><c>float[classes + sounds' labels, D]</c>: the vector of each class's and each sound's text.</param>
    /// <param name="classes">Classes of pictures.</param>
    /// <param name="seed">The run's seed.</param>
    public FusionBatches(FusionTrainingOptions options, PictureVectors pictures, PictureVectors sounds, float[][] texts, int classes, ulong seed)
    {
        (_options, _pictures, _sounds, _classes, _seed) = (options, pictures, sounds, classes, seed);
        _texts = [.. texts.SelectMany(static t => t)];
        TextCount = texts.Length;
        _byClass = [.. Enumerable.Range(0, classes).Select(c => Enumerable.Range(0, pictures.Count).Where(i => pictures.Labels[i] == c).ToArray())];
    }

    /// <summary>T.</summary>
    public int TextCount { get; }

    /// <summary>Makes the batch of a step, from 1.</summary>
    public Batch Make(long step)
    {
        var (videos, seconds, dv, da) = (_options.Videos, _options.Seconds, _pictures.Width, _sounds.Width);
        var (visual, audio) = (new float[videos * seconds * dv], new float[videos * seconds * da]);
        var (seen, heard) = (new float[videos * seconds], new float[videos * seconds]);
        // What each second is about: a class, a sound, or −1.
        var (classOf, soundOf) = (new int[videos * seconds], new int[videos * seconds]);
        for (var video = 0; video < videos; video++) Write(video, new SeededGenerator(Draws.SeedOf(_seed, step, video)));
        var (whole, each) = (new ContrastTargets(videos, TextCount), new ContrastTargets(videos * seconds, TextCount));
        each.Fill(True);
        whole.Fill((video, text) => Enumerable.Range(video * seconds, seconds).Sum(second => True(second, text)));
        return new Batch().With(Visual, visual).With(VisualPresent, seen).With(Audio, audio).With(AudioPresent, heard).With(Texts, _texts)
            .With(VideoRows, whole.ForRows).With(VideoColumns, whole.ForColumns).With(SecondRows, each.ForRows).With(SecondColumns, each.ForColumns);

        // A picture says more about a second than its sound does.
        float True(int second, int text) => text == classOf[second] ? 1 : text == soundOf[second] ? 0.5f : 0;

        void Write(int video, SeededGenerator draws)
        {
            var isBlind = draws.NextChance(_options.Blind);
            var isSilent = draws.NextChance(_options.Silent) && !isBlind;
            var cut = draws.NextChance(_options.TwoTopics) ? 2 + draws.NextBelow(seconds - 3) : seconds;
            // Some end early: seconds without anything are what padding is when it serves.
            var end = draws.NextChance(0.5) ? Math.Min(seconds, Math.Max(cut, 3 + draws.NextBelow(seconds))) : seconds;
            int label = 0, scene = 0, sound = 0;
            for (var second = 0; second < seconds; second++)
            {
                var at = video * seconds + second;
                (classOf[at], soundOf[at]) = (-1, -1);
                if (second == 0 || second == cut) (label, sound) = (draws.NextBelow(_classes), draws.NextBelow(_sounds.Count));
                if (second == 0 || second == cut || draws.NextChance(0.25)) scene = draws.NextBelow(_byClass[label].Length);
                if (second >= end) continue;
                if (!isBlind)
                {
                    // The views of a picture lie behind one another in the set.
                    _pictures[_byClass[label][scene]].CopyTo(visual.AsSpan(at * dv));
                    (seen[at], classOf[at]) = (1, label);
                }

                if (isSilent) continue;
                _sounds[sound].CopyTo(audio.AsSpan(at * da));
                (heard[at], soundOf[at]) = (1, _classes + _sounds.Labels[sound]);
            }
        }
    }
}
