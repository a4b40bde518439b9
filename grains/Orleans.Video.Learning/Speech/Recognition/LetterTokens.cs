using System.Text;
using System.Text.Json;
using Orleans.Video.Inference.Speech.Ctc;

namespace Orleans.Video.Learning.Speech.Recognition;

/// <summary>Text as the letters that occur in it, in the manner of the public models: capitals, <c>|</c> between words, and the blank first.</summary>
internal sealed class LetterTokens
{
    private readonly Dictionary<char, long> _columns = [];

    /// <param name="words">Words of which every letter gets a token.</param>
    public LetterTokens(IEnumerable<string> words)
    {
        var tokens = new Dictionary<string, int> { ["<pad>"] = 0, ["|"] = 1 };
        foreach (var letter in words.SelectMany(static w => w.ToUpperInvariant()).Distinct().Order())
        {
            _columns[letter] = tokens.Count;
            tokens[letter.ToString()] = tokens.Count;
        }

        File = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(tokens));
        Vocabulary = CtcVocabulary.Parse(File);
    }

    /// <summary>The bytes of <c>vocab.json</c>.</summary>
    public byte[] File { get; }

    /// <summary>The same, read back.</summary>
    public CtcVocabulary Vocabulary { get; }

    /// <summary>The tokens of a text.</summary>
    /// <exception cref="KeyNotFoundException">It has a letter that occurs in none of the words.</exception>
    public long[] Of(string text) => [.. text.ToUpperInvariant().Select(letter => letter == ' ' ? Vocabulary.Boundary : _columns[letter])];
}
