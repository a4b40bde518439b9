using System.Diagnostics.CodeAnalysis;

namespace Orleans.Video.Videos;

/// <summary>Whether models may learn from a video that is read. A video that is not public is not read, so nothing is learned from it whatever its label.</summary>
public static class LearningLabel
{
    /// <summary>Models may learn from it: what an upload says that says nothing.</summary>
    public const string Allow = "allow";

    /// <summary>It is read and found, and nothing is learned from it; what was kept for learning is deleted.</summary>
    public const string Forbid = "forbid";

    /// <summary>Whether <paramref name="label"/> is one of the known labels, spelled exactly; otherwise <paramref name="error"/> lists them.</summary>
    public static bool TryValidate([NotNullWhen(true)] string? label, [NotNullWhen(false)] out string? error)
    {
        error = label is Allow or Forbid ? null : $"unknown label: use {Allow} or {Forbid}";
        return error is null;
    }
}
