using Orleans.Video.Learning.Starter.Sounds;
using Orleans.Video.Learning.Words;

namespace Orleans.Video.Learning.Starter;

/// <summary>What the trained set knows of photos and sounds that it did not learn from.</summary>
internal sealed record StarterQuality
{
    /// <summary>Classes of photos.</summary>
    public required int Classes { get; init; }

    /// <summary>Photos that it learned from.</summary>
    public required int LearnedPhotos { get; init; }

    /// <summary>Held-out photos.</summary>
    public required int Photos { get; init; }

    /// <summary>Held-out recordings.</summary>
    public required int Recordings { get; init; }

    /// <summary>The share of held-out photos whose class's name, of all names, is the nearest text.</summary>
    public required double Top1 { get; init; }

    /// <summary>The share whose class's name is among the nearest five.</summary>
    public required double Top5 { get; init; }

    /// <summary>For each general word the share of the ten nearest photos that it is true of.</summary>
    public required IReadOnlyList<(HypernymQuery Query, double Precision)> Hypernyms { get; init; }

    /// <summary>What it knows of held-out sounds.</summary>
    public required AudioMeasures Sounds { get; init; }

    /// <summary>As the manifest says it.</summary>
    public IReadOnlyDictionary<string, double> ToManifest() => new Dictionary<string, double>
    {
        [$"zero-shot top-1, {Classes} classes"] = Math.Round(Top1, 4),
        [$"zero-shot top-5, {Classes} classes"] = Math.Round(Top5, 4),
        ["hypernyms, mean precision at 10"] = Math.Round(Hypernyms.Average(static h => h.Precision), 4),
        ["spoken digits, 1-nearest-neighbour across voices"] = Math.Round(Sounds.AcrossVoices, 4),
        ["kinds of sound told by text"] = Math.Round(Sounds.KindsToldApart, 4),
    };
}
