using Orleans.Video.Encoders;

namespace Orleans.Video.Grains.Search;

/// <summary>The kinds of evidence, by the names that queries and answers carry.</summary>
internal static class EvidenceKind
{
    /// <summary>Words of title, caption, description and transcript.</summary>
    public const string Words = "words";

    /// <summary>All kinds, in the order in which answers list them when all else is equal.</summary>
    public static readonly string[] All = [Words, Modality.Text, Modality.Visual, Modality.Audio, Modality.Fusion, Modality.Speech];
}
