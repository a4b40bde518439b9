using System.Security.Cryptography;
using System.Text;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Videos;

namespace Orleans.Video.Cli.Ingest;

/// <summary>A path or URL that the user gave.</summary>
/// <param name="Given">As it was given.</param>
/// <param name="File">The absolute path of a local file; null for what the silo fetches itself.</param>
internal sealed record MediaSource(string Given, string? File)
{
    private const int LongestName = 60;

    /// <summary>Where the media is, for the silo.</summary>
    public string Reference => File ?? Given;

    /// <summary>The name without folders, extension and query.</summary>
    public string Name
    {
        get
        {
            // A path may look like a URL that is not one: only what is no local file, or was given as file:, is taken apart as a URL.
            var isUrl = File is null || Given.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
            var path = isUrl && Uri.TryCreate(Given, UriKind.Absolute, out var uri) ? Uri.UnescapeDataString(uri.AbsolutePath) : Given;
            return Path.GetFileNameWithoutExtension(path.TrimEnd('/'));
        }
    }

    /// <summary>A title for people: the name with spaces.</summary>
    public string Title => string.Join(' ', PlainText.Clean(Name).Split(['_', '-', '.', ' '], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>An id that is readable, and the same whenever the same path or URL is given: the name, and a little of the SHA-256 of the whole.</summary>
    public string Id
    {
        get
        {
            var readable = new StringBuilder();
            foreach (var character in Name)
            {
                if (char.IsAsciiLetterOrDigit(character)) readable.Append(char.ToLowerInvariant(character));
                else if (readable.Length > 0 && readable[^1] != '-') readable.Append('-');
                if (readable.Length >= LongestName) break;
            }

            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Reference)))[..6];
            var id = $"{readable.ToString().Trim('-')}-{hash}".TrimStart('-');
            return VideoId.TryValidate(id, out var error) ? id : throw new InvalidOperationException(error);
        }
    }

    /// <summary>Reads what the user gave.</summary>
    /// <exception cref="CommandFailure">There is no such file.</exception>
    /// <exception cref="UsageFailure">It is no path and no URL that a silo fetches.</exception>
    public static MediaSource Parse(string given, Surroundings surroundings)
    {
        if (given.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || given.StartsWith("blob:", StringComparison.Ordinal)) return new MediaSource(given, null);
        if (given.StartsWith("file:", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(given, UriKind.Absolute, out var uri) && uri.IsFile && string.IsNullOrEmpty(uri.Host))
            return OfFile(given, uri.LocalPath);
        if (given.Contains("://", StringComparison.Ordinal))
            throw new UsageFailure($"{PlainText.Clean(given)} is of a kind that is not read: give a path, file:, or https:");
        return OfFile(given, surroundings.FullPath(given));
    }

    private static MediaSource OfFile(string given, string path)
    {
        if (Directory.Exists(path)) throw new UsageFailure($"{PlainText.Clean(given)} is a folder: give the files in it, such as {PlainText.Clean(given.TrimEnd('/'))}/*.mp4");
        if (!System.IO.File.Exists(path)) throw new CommandFailure($"there is no file {PlainText.Clean(given)}: check the path");
        // A silo reads below its roots only, wherever a link leads: what the user named is the link's target.
        return new MediaSource(given, new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path);
    }
}
