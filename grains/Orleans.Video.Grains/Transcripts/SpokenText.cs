using System.Runtime.InteropServices;
using Orleans.Video.Transcripts;

namespace Orleans.Video.Grains.Transcripts;

/// <summary>Words and sentences in order of time.</summary>
/// <param name="Words">The words.</param>
/// <param name="Sentences">The sentences that they make.</param>
/// <param name="Vectors">For each sentence, its vector in the joint space; null where it has none.</param>
internal sealed record SpokenText(IReadOnlyList<SpokenWord> Words, IReadOnlyList<Sentence> Sentences, IReadOnlyList<float[]?> Vectors)
{
    /// <summary>Nothing said.</summary>
    public static readonly SpokenText None = new([], [], []);

    /// <summary>A text with its vectors as they are stored.</summary>
    public static SpokenText Of(IReadOnlyList<SpokenWord> words, IReadOnlyList<Sentence> sentences, byte[]? vectors)
    {
        var rows = new float[]?[sentences.Count];
        if (vectors is not null && sentences.Count > 0 && vectors.Length % (sentences.Count * sizeof(float)) == 0)
        {
            var values = MemoryMarshal.Cast<byte, float>(vectors);
            var width = values.Length / sentences.Count;
            for (var i = 0; i < rows.Length; i++) rows[i] = values.Slice(i * width, width).ToArray();
        }

        return new SpokenText(words, sentences, rows);
    }

    /// <summary>Texts one after the other.</summary>
    public static SpokenText Join(IEnumerable<SpokenText> parts)
    {
        var (words, sentences, vectors) = (new List<SpokenWord>(), new List<Sentence>(), new List<float[]?>());
        foreach (var part in parts)
        {
            words.AddRange(part.Words);
            sentences.AddRange(part.Sentences);
            vectors.AddRange(part.Vectors);
        }

        return new SpokenText(words, sentences, vectors);
    }
}
