using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Learning.Data.Synthesis;

namespace Orleans.Video.Learning.Data.Videos;

/// <summary>Writes scripts for videos about one class or about several, one after the other: the same script for the same seed. Safe for use by many at once.</summary>
public sealed class VideoScriptWriter
{
    private readonly VideoScriptOptions _options;
    private readonly Dictionary<int, int[]> _byLabel;

    /// <param name="pictures">The pictures that videos are made from.</param>
    /// <param name="options">What videos are like.</param>
    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    public VideoScriptWriter(PictureSet pictures, VideoScriptOptions options)
    {
        if (options.Check() is { } problem) throw new ArgumentException(problem, nameof(options));
        _options = options;
        _byLabel = pictures.Labels.ToArray().Select(static (label, picture) => (label, picture)).GroupBy(static x => x.label).ToDictionary(static g => g.Key, static g => g.Select(static x => x.picture).ToArray());
    }

    /// <summary>A script for a video whose topics follow each other, each as long as the others.</summary>
    /// <param name="seed">Where its numbers begin.</param>
    /// <param name="topics">The classes, at least one; each has a picture.</param>
    public VideoScript Write(ulong seed, params ReadOnlySpan<int> topics)
    {
        if (topics.IsEmpty) throw new ArgumentException("a video is about something: name a class", nameof(topics));
        var draws = new SeededGenerator(seed);
        var parts = new List<VideoTopic>();
        var scenes = new List<VideoScene>();
        var sounds = new List<VideoSound>();
        foreach (var label in topics)
        {
            if (!_byLabel.TryGetValue(label, out var pictures)) throw new ArgumentException($"there is no picture of the class {label}", nameof(topics));
            double start = parts.Count * _options.SecondsPerTopic;
            parts.Add(new VideoTopic(label, start, _options.SecondsPerTopic));
            AddScenes(scenes, label, [.. pictures], start, draws);
            if (_options.Sounds.Count > 0) sounds.Add(Sound(label, start, draws));
        }

        return new VideoScript
        {
            Width = _options.Width,
            Height = _options.Height,
            FramesPerSecond = _options.FramesPerSecond,
            Seconds = parts.Count * _options.SecondsPerTopic,
            RateFactor = _options.RateFactors.Best + draws.NextBelow(_options.RateFactors.Worst - _options.RateFactors.Best + 1),
            Topics = parts,
            Scenes = scenes,
            Sounds = sounds,
        };
    }

    // Cuts lie on frames, so that each frame is of one scene.
    private void AddScenes(List<VideoScene> scenes, int label, int[] pictures, double start, SeededGenerator draws)
    {
        draws.Shuffle<int>(pictures);
        var frames = _options.SecondsPerTopic * _options.FramesPerSecond;
        var count = Math.Min(1 + draws.NextBelow(_options.MostScenes), frames);
        var shown = 0;
        for (var i = 0; i < count; i++)
        {
            var left = frames - shown;
            var even = left / (count - i);
            var length = i == count - 1 ? left : Math.Clamp((int)(even * draws.NextBetween(0.6, 1.4)), 1, left - (count - 1 - i));
            scenes.Add(new VideoScene(
                start + (double)shown / _options.FramesPerSecond,
                (double)length / _options.FramesPerSecond,
                pictures[i % pictures.Length],
                label,
                View(draws),
                View(draws),
                draws.NextChance(_options.CaptionChance) ? draws.NextOf(_options.Captions) : null));
            shown += length;
        }
    }

    private VideoView View(SeededGenerator draws)
    {
        var size = draws.NextBetween(_options.SmallestView, 1);
        return new VideoView(draws.NextUniform() * (1 - size), draws.NextUniform() * (1 - size), size, size);
    }

    private VideoSound Sound(int label, double start, SeededGenerator draws)
    {
        var kind = draws.NextOf(_options.Sounds);
        var variant = draws.NextOf(SoundVariants.Of(kind));
        var word = kind != SoundKind.Speech ? null : _options.WordOfLabel.TryGetValue(label, out var own) ? own : draws.NextOf(_options.Words);
        return new VideoSound(start, _options.SecondsPerTopic, kind, variant, word, draws.NextBetween(0.4, 1), draws.NextBits());
    }
}
