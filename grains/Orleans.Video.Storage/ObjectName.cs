using System.Buffers;

namespace Orleans.Video.Storage;

/// <summary>
/// The names that both backends can hold: 1 to 900 characters, segments of <c>A-Z a-z 0-9 . _ ~ % + -</c> joined by <c>/</c>;
/// a segment has 1 to 240 characters and neither begins nor ends with a dot. Text from outside becomes a segment by <see cref="Escape"/>.
/// </summary>
public static partial class ObjectName
{
    /// <summary>The most characters of a name.</summary>
    public const int MaxLength = 900;

    /// <summary>The most characters of a segment: file systems stop at 255 bytes, and the file backend adds one.</summary>
    public const int MaxSegmentLength = 240;

    private static readonly SearchValues<char> s_legal =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~%+-");

    /// <summary>Whether <paramref name="name"/> may name an object.</summary>
    public static bool IsValid(string? name) => name is not null && Fault(name, isPrefix: false) is null;

    /// <summary>Refuses what may not name an object, saying what is wrong with it.</summary>
    /// <exception cref="ArgumentException">The name is not legal.</exception>
    public static void Validate(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Fault(name, isPrefix: false) is { } fault)
            throw new ArgumentException($"'{Shown(name)}' cannot name an object: {fault}; build segments from outside text with ObjectName.Escape", nameof(name));
    }

    /// <summary>Refuses what cannot be the beginning of a name. Empty is legal, and so is a last segment that is not complete.</summary>
    /// <exception cref="ArgumentException">No legal name begins like that.</exception>
    public static void ValidatePrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (Fault(prefix, isPrefix: true) is { } fault)
            throw new ArgumentException($"no object's name begins with '{Shown(prefix)}': {fault}", nameof(prefix));
    }

    /// <summary>Whether <paramref name="segment"/> may stand between two slashes.</summary>
    internal static bool IsSegment(ReadOnlySpan<char> segment) => SegmentFault(segment, isPrefix: false) is null;

    private static string? Fault(string name, bool isPrefix)
    {
        if (name.Length == 0) return isPrefix ? null : "it is empty";
        if (name.Length > MaxLength) return $"it has more than {MaxLength} characters";
        var rest = name.AsSpan();
        for (var slash = rest.IndexOf('/'); slash >= 0; slash = rest.IndexOf('/'))
        {
            if (SegmentFault(rest[..slash], isPrefix: false) is { } fault) return fault;
            rest = rest[(slash + 1)..];
        }

        return isPrefix && rest.IsEmpty ? null : SegmentFault(rest, isPrefix);
    }

    private static string? SegmentFault(ReadOnlySpan<char> segment, bool isPrefix)
    {
        if (segment.IsEmpty) return "it has an empty segment";
        if (segment.Length > MaxSegmentLength) return $"a segment has more than {MaxSegmentLength} characters";
        if (segment[0] == '.') return "a segment begins with a dot";
        if (segment[^1] == '.' && !isPrefix) return "a segment ends with a dot";
        var bad = segment.IndexOfAnyExcept(s_legal);
        return bad < 0 ? null : $"character U+{(int)segment[bad]:X4} is not allowed";
    }

    // Names from outside may be long or hold control characters: neither belongs in a message.
    private static string Shown(string name)
    {
        var head = name.Length <= 80 ? name : string.Concat(name.AsSpan(0, 80), "…");
        return string.Create(head.Length, head, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(text[i]) || char.IsSurrogate(text[i]) ? '?' : text[i];
        });
    }
}
