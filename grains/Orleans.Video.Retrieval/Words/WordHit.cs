namespace Orleans.Video.Retrieval.Words;

/// <summary>Where in a video's words something was found; in falling order of weight.</summary>
public enum WordField
{
    /// <summary>The title.</summary>
    Title,

    /// <summary>The caption.</summary>
    Caption,

    /// <summary>The description.</summary>
    Description,

    /// <summary>The transcript.</summary>
    Transcript,
}

/// <summary>A part of the query and the fields of the video that have it.</summary>
/// <param name="Text">The word, <c>prefix*</c> or <c>"phrase"</c> as it was typed.</param>
/// <param name="Fields">At least one, in the order of <see cref="WordField"/>.</param>
public sealed record MatchedWord(string Text, IReadOnlyList<WordField> Fields);

/// <summary>The part of a title, caption or description around the first word that matched: at most some 160 characters, with … where text was left out.</summary>
/// <param name="Field">Where it is from.</param>
/// <param name="Text">Plain text, not escaped for any mark-up.</param>
public sealed record WordSnippet(WordField Field, string Text);

/// <summary>A video, or a moment of one, that has words of the query.</summary>
/// <param name="VideoId">The video.</param>
/// <param name="Score">BM25, summed over words and fields with the fields' weights; above zero. Comparable only within one answer of one index.</param>
/// <param name="Matches">Which parts of the query were found and where, in the order they were typed.</param>
/// <param name="Sentence">For a moment, its sentence; for a video, the sentence of its transcript that matches best, null where none does.</param>
/// <param name="Snippets">A snippet for each of title, caption and description that matched. Empty for a moment.</param>
public sealed record WordHit(
    string VideoId,
    float Score,
    IReadOnlyList<MatchedWord> Matches,
    TranscriptSentence? Sentence,
    IReadOnlyList<WordSnippet> Snippets);
