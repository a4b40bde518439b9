using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Media;

namespace Orleans.Video.Cli.Embed;

/// <summary>Something to embed: media, or a text.</summary>
/// <param name="Given">What the user wrote.</param>
/// <param name="Reference">The media; null for a text.</param>
/// <param name="Text">The text; null for media.</param>
internal sealed record EmbedSource(string Given, MediaReference? Reference, string? Text)
{
    private const int LongestTextFile = 1 << 20;

    /// <summary>
    /// Reads an argument: with the modality <c>text</c> it is text; else an existing file or an https: URL is media, an existing .txt file is
    /// the text in it, and anything else is text, unless it looks like a path that is not there.
    /// </summary>
    /// <exception cref="CommandFailure">There is no such file.</exception>
    public static EmbedSource Parse(string given, string? modality, Surroundings surroundings)
    {
        var path = surroundings.FullPath(given);
        var isFile = given.Length > 0 && !given.Contains('\0', StringComparison.Ordinal) && File.Exists(path);
        if (isFile && Path.GetExtension(path).Equals(".txt", StringComparison.OrdinalIgnoreCase) && modality is null or "text")
            return isFile ? new EmbedSource(given, null, ReadText(given, path)) : new EmbedSource(given, null, given);
        if (modality == "text") return new EmbedSource(given, null, given);

        var isUrl = given.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || given.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
        if (isFile || isUrl)
        {
            // Media is read below its own folder only, wherever a link leads: what the user named is the link's target.
            var target = isUrl ? given : new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
            return MediaReference.TryParse(target, out var reference, out var error) ? new EmbedSource(given, reference, null) : throw new CommandFailure(error);
        }

        if (Directory.Exists(path)) throw new CommandFailure($"{PlainText.Clean(given)} is a folder: give the files in it");
        if (modality is not null || LooksLikePath(given)) throw new CommandFailure($"there is no file {PlainText.Clean(given)}: check the path, or give --modality text to embed these words");
        return new EmbedSource(given, null, given);
    }

    /// <summary>The folder that the media lies in; null for what is no local file.</summary>
    public string? Folder => Reference is { Kind: MediaReferenceKind.File } file ? Path.GetDirectoryName(file.Value) : null;

    private static bool LooksLikePath(string given) =>
        !given.Contains(' ', StringComparison.Ordinal) && (given.Contains('/', StringComparison.Ordinal) || Path.GetExtension(given) is { Length: > 2 and < 7 });

    private static string ReadText(string given, string path)
    {
        if (new FileInfo(path).Length > LongestTextFile) throw new CommandFailure($"{PlainText.Clean(given)} holds more than {PlainText.Bytes(LongestTextFile)} of text: give a shorter one");
        return File.ReadAllText(path);
    }
}
