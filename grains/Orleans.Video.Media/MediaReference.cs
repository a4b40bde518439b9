namespace Orleans.Video.Media;

/// <summary>Where media is.</summary>
public enum MediaReferenceKind
{
    /// <summary>A local file below a configured root.</summary>
    File,

    /// <summary>A download.</summary>
    Https,

    /// <summary>An object of the store.</summary>
    Blob,
}

/// <summary>A checked reference to media: an absolute path, a <c>file:</c> or <c>https:</c> URL, or <c>blob:NAME</c>.</summary>
public sealed record MediaReference
{
    /// <summary>Most characters of a reference.</summary>
    public const int MaxLength = 4096;

    private MediaReference(MediaReferenceKind kind, string value)
    {
        Kind = kind;
        Value = value;
    }

    /// <summary>Where to look.</summary>
    public MediaReferenceKind Kind { get; }

    /// <summary>The absolute path, the absolute URL, or the blob's name.</summary>
    public string Value { get; }

    /// <summary>The reference for messages: without the query of a URL, which may hold a secret.</summary>
    public string Name => Kind switch
    {
        MediaReferenceKind.Https => new Uri(Value).GetLeftPart(UriPartial.Path),
        MediaReferenceKind.Blob => "blob:" + Value,
        _ => Value,
    };

    /// <summary>The reference in the form that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => Kind == MediaReferenceKind.Blob ? "blob:" + Value : Value;

    /// <summary>Reads a reference; on failure <paramref name="error"/> says what is wrong and what is accepted.</summary>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out MediaReference? reference, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? error)
    {
        reference = null;
        error = Parse(text, out reference);
        return error is null;
    }

    private static string? Parse(string? text, out MediaReference? reference)
    {
        const string Accepted = "give an absolute path, file:///PATH, https://HOST/PATH or blob:NAME";
        reference = null;
        if (string.IsNullOrEmpty(text)) return $"the media reference is empty: {Accepted}";
        if (text.Length > MaxLength) return $"the media reference has {text.Length:N0} characters, more than {MaxLength:N0}";
        if (HasControlCharacters(text)) return "the media reference holds control characters or broken Unicode";
        if (text[0] == '/') return File(text, out reference);
        if (text.StartsWith("blob:", StringComparison.Ordinal))
        {
            if (text.Length == 5) return "the media reference blob: has no name";
            reference = new MediaReference(MediaReferenceKind.Blob, text[5..]);
            return null;
        }

        if (text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            if (!text.StartsWith("file:///", StringComparison.OrdinalIgnoreCase)) return "a file: reference must be file:/// and an absolute path";
            var path = Uri.UnescapeDataString(text[7..]);
            return HasControlCharacters(path) ? "the file: reference holds control characters or broken Unicode" : File(path, out reference);
        }

        if (text.StartsWith("http:", StringComparison.OrdinalIgnoreCase)) return "http: is not accepted, because what it carries can be read and changed on the way: use https:";
        if (!text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) return $"'{Shorten(text)}' is not a media reference: {Accepted}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0) return $"'{Shorten(text)}' is not a URL";
        if (uri.UserInfo.Length > 0) return "the URL holds a user name or password: remove it";
        reference = new MediaReference(MediaReferenceKind.Https, uri.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped));
        return null;
    }

    private static string? File(string path, out MediaReference? reference)
    {
        reference = new MediaReference(MediaReferenceKind.File, path);
        return null;
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..77] + "...";

    private static bool HasControlCharacters(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i])) return true;
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return true;
            i++;
        }

        return false;
    }
}
