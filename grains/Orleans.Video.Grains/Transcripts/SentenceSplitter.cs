using Orleans.Video.Transcripts;

namespace Orleans.Video.Grains.Transcripts;

/// <summary>Splits words into sentences where the speaker pauses.</summary>
internal static class SentenceSplitter
{
    /// <summary>Seconds of silence between two words that end a sentence.</summary>
    public const double Pause = 0.6;

    /// <summary>The most words in a sentence, for speakers who never pause.</summary>
    public const int MostWords = 40;

    /// <summary>The sentences of words in order of time.</summary>
    public static IReadOnlyList<Sentence> Of(IReadOnlyList<SpokenWord> words)
    {
        var sentences = new List<Sentence>();
        for (var first = 0; first < words.Count;)
        {
            var next = first + 1;
            while (next < words.Count && next - first < MostWords && words[next].Start - words[next - 1].End < Pause) next++;
            var text = string.Join(' ', Enumerable.Range(first, next - first).Select(i => words[i].Text));
            sentences.Add(new Sentence(text, words[first].Start, words[next - 1].End));
            first = next;
        }

        return sentences;
    }
}
