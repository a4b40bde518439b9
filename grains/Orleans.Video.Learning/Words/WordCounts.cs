using Orleans.Video.Inference.Text;

namespace Orleans.Video.Learning.Words;

/// <summary>How often each word is met, cut and lowered as the tokenizer of a <c>wordPiece</c> vocabulary does before it makes pieces.</summary>
internal sealed class WordCounts
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Words and how often they were met, in ordinal order.</summary>
    public IEnumerable<KeyValuePair<string, long>> Words => _counts;

    /// <summary>Counts the words of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="times">As if it had been met so often, 1 or more.</param>
    public void Add(string text, long times = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        foreach (var word in WordSplitter.Split(text, WordRule.Punctuation))
        {
            var plain = WordSplitter.Clean(text.AsSpan(word.Start, word.Length)).ToLowerInvariant();
            // The tokenizer gives up longer words as a whole.
            if (plain.Length is > 0 and <= 100) _counts[plain] = _counts.GetValueOrDefault(plain) + times;
        }
    }
}
