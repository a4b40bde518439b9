namespace Orleans.Video.Learning.Words;

/// <summary>A meaning, and the words that have it (WordNet's synonym set).</summary>
/// <param name="Id">Part of speech and offset, such as <c>n02099601</c>.</param>
/// <param name="Words">Its words as written, with spaces, the most usual first.</param>
/// <param name="Uses">For each word, how often it had this meaning in the texts that WordNet's makers marked; 0 for most.</param>
/// <param name="Hypernyms">The ids of the meanings directly above it: what it is a kind, or an instance, of.</param>
internal sealed record Synset(string Id, IReadOnlyList<string> Words, IReadOnlyList<int> Uses, IReadOnlyList<string> Hypernyms)
{
    /// <summary>How often the meaning was met, whatever the word.</summary>
    public int AllUses => Uses.Sum();
}

/// <summary>A meaning above another.</summary>
/// <param name="Synset">The meaning.</param>
/// <param name="Height">Steps between the two; the shortest way counts. 1 is directly above.</param>
internal readonly record struct Ancestor(Synset Synset, int Height);
