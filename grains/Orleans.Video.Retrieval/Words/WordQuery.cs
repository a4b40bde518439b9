namespace Orleans.Video.Retrieval.Words;

/// <summary>
/// What somebody typed. Words are alternatives, and documents with more and rarer of them come first; <c>"words in double quotes"</c>
/// must all occur in that order (exact words, no stemming, accents and case aside); <c>pre*</c> stands for the words that begin so.
/// There is no other syntax: every other character is text.
/// </summary>
/// <param name="Text">At most <see cref="MaxLength"/> characters and <see cref="MaxWords"/> different words and phrases, of which <see cref="MaxPrefixes"/> prefixes; at least one letter or digit.</param>
/// <param name="Language">BCP-47 tag of the words, such as <c>de</c> or <c>pt-BR</c>; null, <c>und</c> or an unknown one: any language that the index holds.</param>
public sealed record WordQuery(string Text, string? Language = null)
{
    /// <summary>The longest query, in characters.</summary>
    public const int MaxLength = 1_000;

    /// <summary>The most different words and phrases of a query.</summary>
    public const int MaxWords = 128;

    /// <summary>The most prefixes among them: each stands for up to 64 words.</summary>
    public const int MaxPrefixes = 16;
}
