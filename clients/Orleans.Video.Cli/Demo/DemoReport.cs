using Orleans.Video.Embeddings;
using Orleans.Video.Search;
using Orleans.Video.Transcripts;
using Orleans.Video.Videos;

namespace Orleans.Video.Cli.Demo;

/// <summary>Everything that the demo shows, as one document.</summary>
/// <param name="ModelSet">The model set that read the videos.</param>
/// <param name="Trained">Whether it was trained.</param>
/// <param name="Videos">What was understood of each video.</param>
/// <param name="Searches">Questions in words, with their answers.</param>
/// <param name="Similar">Questions by example, with their answers.</param>
/// <param name="Next">Commands to go on with.</param>
/// <param name="Data">The data folder that was kept; null when it is gone.</param>
/// <param name="Seconds">Wall-clock seconds from the first submission until the last video was settled.</param>
internal sealed record DemoReport(
    string ModelSet,
    bool Trained,
    IReadOnlyList<UnderstoodVideo> Videos,
    IReadOnlyList<AskedSearch> Searches,
    IReadOnlyList<AskedSimilar> Similar,
    IReadOnlyList<NextCommand> Next,
    string? Data,
    double Seconds);

/// <summary>What was understood of one video.</summary>
/// <param name="Status">Its last status.</param>
/// <param name="Vectors">Its vectors; null without any.</param>
/// <param name="Transcript">What is said in it; null when nothing was heard or no recogniser serves.</param>
internal sealed record UnderstoodVideo(VideoStatus Status, VectorSummary? Vectors, Transcript? Transcript);

/// <summary>Which vectors a video has.</summary>
/// <param name="Seconds">Seconds with vectors.</param>
/// <param name="VisualWidth">Width of the visual ones; null without pictures.</param>
/// <param name="AudioWidth">Width of the audio ones; null without sound.</param>
/// <param name="FusedWidth">Width of the fused ones; null without fusion.</param>
internal sealed record VectorSummary(int Seconds, int? VisualWidth, int? AudioWidth, int? FusedWidth)
{
    public static VectorSummary? Of(VideoVectors? vectors) =>
        vectors is null ? null : new VectorSummary(vectors.Seconds, vectors.Visual?.Length, vectors.Audio?.Length, vectors.Fused?.Length);
}

/// <summary>A question in words.</summary>
/// <param name="About">What it shows.</param>
/// <param name="Words">The words.</param>
/// <param name="In">Videos or moments.</param>
/// <param name="Reply">The answer.</param>
internal sealed record AskedSearch(string About, string Words, SearchScope In, SearchReply Reply);

/// <summary>A question by example.</summary>
/// <param name="Id">The example.</param>
/// <param name="By"><c>visual</c>, <c>audio</c> or <c>both</c>.</param>
/// <param name="Reply">The answer.</param>
internal sealed record AskedSimilar(string Id, string By, SearchReply Reply);

/// <summary>A command to go on with.</summary>
/// <param name="Command">As it is typed; capitals stand for what the user knows.</param>
/// <param name="About">What it does.</param>
internal sealed record NextCommand(string Command, string About);
