using System.Diagnostics.CodeAnalysis;

namespace Orleans.Video.Videos;

/// <summary>Who the owner lets see a video. Only <see cref="Public"/> videos are read and learned from.</summary>
public static class Audience
{
    /// <summary>Everybody: the video is admitted.</summary>
    public const string Public = "public";

    /// <summary>The owner's friends: not read.</summary>
    public const string Friends = "friends";

    /// <summary>The owner alone: not read.</summary>
    public const string Private = "private";

    /// <summary>Whether <paramref name="audience"/> is one of the known audiences, spelled exactly; otherwise <paramref name="error"/> lists them.</summary>
    public static bool TryValidate([NotNullWhen(true)] string? audience, [NotNullWhen(false)] out string? error)
    {
        error = audience is Public or Friends or Private ? null : $"unknown audience: use {Public}, {Friends} or {Private}";
        return error is null;
    }
}
