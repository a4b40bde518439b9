namespace Orleans.Video.Retrieval.Words;

/// <summary>A sentence of speech.</summary>
/// <param name="Text">The words as they are shown.</param>
/// <param name="Start">Presentation time in seconds at which the first word begins: finite, not negative.</param>
/// <param name="End">Presentation time in seconds at which the last word ends: finite, not before <paramref name="Start"/>.</param>
public sealed record TranscriptSentence(string Text, double Start, double End);

/// <summary>The words of one video: all of them, for a document replaces the video's earlier one.</summary>
/// <param name="VideoId">1 to 1,024 characters of well-formed UTF-16.</param>
/// <param name="Title">The title, or null.</param>
/// <param name="Caption">The caption that came with the upload, or null.</param>
/// <param name="Description">The description, or null.</param>
/// <param name="Language">BCP-47 tag (<c>en</c>, <c>pt-BR</c>) or ISO 639-2 code (<c>eng</c>, as containers carry it) of the words; null or unknown: words are matched as they are written, without stemming.</param>
/// <param name="Transcript">What is said, in order of time; a sentence is a moment that can be found. Empty where nothing is said or known.</param>
public sealed record WordDocument(
    string VideoId,
    string? Title,
    string? Caption,
    string? Description,
    string? Language,
    IReadOnlyList<TranscriptSentence> Transcript)
{
    /// <summary>The longest video id, in characters.</summary>
    public const int MaxIdLength = 1_024;
}
