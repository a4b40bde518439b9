using Orleans.Video.Learning.Data.Synthesis;

namespace Orleans.Video.Learning.Data.Videos;

/// <summary>What training videos are like.</summary>
public sealed record VideoScriptOptions
{
    /// <summary>Pixels a row, even. Default 128.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Rows, even. Default 128.</summary>
    public int Height { get; init; } = 128;

    /// <summary>Frames a second. Default 12.</summary>
    public int FramesPerSecond { get; init; } = 12;

    /// <summary>Seconds of a video, for each topic. Default 4.</summary>
    public int SecondsPerTopic { get; init; } = 4;

    /// <summary>Scenes of a topic, at most; each is another picture while there are enough. Default 3.</summary>
    public int MostScenes { get; init; } = 3;

    /// <summary>The smallest view, as a share of the picture's sides, above 0 to 1. Default 0.6.</summary>
    public double SmallestView { get; init; } = 0.6;

    /// <summary>Chance that a scene has a caption, 0–1. Default 0.25.</summary>
    public double CaptionChance { get; init; } = 0.25;

    /// <summary>What captions say. Default: words that name no class.</summary>
    public IReadOnlyList<string> Captions { get; init; } = ["wait for it", "part 2", "so good", "look at this", "day 14", "no way!", "my favorite", "really?", "follow for more", "this morning"];

    /// <summary>The sounds that topics have, one each. Default all kinds but speech, which needs <see cref="Words"/>. None makes silent videos without a sound track.</summary>
    public IReadOnlyList<SoundKind> Sounds { get; init; } = [SoundKind.Music, SoundKind.Noise, SoundKind.Tone, SoundKind.Silence];

    /// <summary>The words that speech says. Default none.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The one word that speech says in topics of a class, by label; other classes take any of <see cref="Words"/>. Default none.</summary>
    public IReadOnlyDictionary<int, string> WordOfLabel { get; init; } = new Dictionary<int, string>();

    /// <summary>The best and the worst rate factor of H.264. Default 20 to 34.</summary>
    public (int Best, int Worst) RateFactors { get; init; } = (20, 34);

    /// <summary>Says what is wrong with these options, naming the option, or null when they can be used.</summary>
    public string? Check()
    {
        if (SecondsPerTopic is < 1 or > 120) return $"{nameof(SecondsPerTopic)} must be 1 to 120, not {SecondsPerTopic}";
        if (MostScenes is < 1 or > 100) return $"{nameof(MostScenes)} must be 1 to 100, not {MostScenes}";
        if (SmallestView is not (>= 0.05 and <= 1)) return $"{nameof(SmallestView)} must be 0.05 to 1, not {SmallestView}";
        if (CaptionChance is not (>= 0 and <= 1)) return $"{nameof(CaptionChance)} must be 0 to 1, not {CaptionChance}";
        if (CaptionChance > 0 && Captions.Count == 0) return $"{nameof(Captions)} must not be empty while {nameof(CaptionChance)} is {CaptionChance}";
        if (Sounds.Contains(SoundKind.Speech) && Words.Count == 0 && WordOfLabel.Count == 0) return $"{nameof(Words)} must not be empty while {nameof(Sounds)} has speech";
        return RateFactors is { Best: >= 10, Worst: <= 45 } && RateFactors.Best <= RateFactors.Worst ? null : $"{nameof(RateFactors)} must be 10 to 45, the best first, not {RateFactors}";
    }
}
