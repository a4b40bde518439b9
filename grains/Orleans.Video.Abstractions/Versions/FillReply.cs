namespace Orleans.Video.Versions;

/// <summary>How far one video has come with a model set beside the one that serves.</summary>
/// <param name="Outcome">How far.</param>
/// <param name="Reason">Why it waits or failed; otherwise null.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.FillReply")]
public sealed record FillReply([property: Id(0)] FillOutcome Outcome, [property: Id(1)] string? Reason = null);

/// <summary>How far one video has come with a model set beside the one that serves.</summary>
public enum FillOutcome
{
    /// <summary>Everything is there, or there is nothing to make, or the video goes through the set before it is ready.</summary>
    Done = 0,

    /// <summary>It is being read.</summary>
    Working = 1,

    /// <summary>Something other than the video is to blame: ask again after a while.</summary>
    Waits = 2,

    /// <summary>It cannot be read.</summary>
    Failed = 3,
}
