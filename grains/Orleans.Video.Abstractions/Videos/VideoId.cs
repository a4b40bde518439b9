using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Orleans.Video.Videos;

/// <summary>What may name a video: 1 to 128 of <c>A–Z a–z 0–9 - _ .</c>, neither starting nor ending with a dot. Such a name is safe as a grain key, an object name and a path segment.</summary>
public static class VideoId
{
    /// <summary>The greatest number of characters in an id.</summary>
    public const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>Whether <paramref name="id"/> may name a video; otherwise <paramref name="error"/> says why not, without repeating hostile text.</summary>
    public static bool TryValidate([NotNullWhen(true)] string? id, [NotNullWhen(false)] out string? error)
    {
        error = id switch
        {
            null or "" => "the video id is empty: give 1 to 128 of the characters A-Z a-z 0-9 - _ .",
            { Length: > MaxLength } => $"the video id has {id.Length} characters: at most {MaxLength} are allowed",
            _ when id[0] == '.' => "the video id starts with a dot: start with a letter, a digit, - or _",
            _ when id[^1] == '.' => "the video id ends with a dot: end with a letter, a digit, - or _",
            _ when id.AsSpan().IndexOfAnyExcept(Allowed) is var at and >= 0 =>
                $"the video id has a character that is not allowed at position {at + 1} (U+{(int)id[at]:X4}): use A-Z a-z 0-9 - _ .",
            _ => null,
        };
        return error is null;
    }
}
