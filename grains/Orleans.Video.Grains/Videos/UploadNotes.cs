namespace Orleans.Video.Grains.Videos;

/// <summary>
/// The notes on uploaded media that no video has taken over yet. A note is there before the first byte of its media, and goes when the video
/// refers to it.
/// </summary>
public static class UploadNotes
{
    /// <summary>The prefix of all notes.</summary>
    public const string Prefix = "upload-notes/";

    /// <summary>The note on an object <c>media/{video}/{key}</c>.</summary>
    public static string NameFor(string media) => Prefix + media[(media.LastIndexOf('/') + 1)..];
}
