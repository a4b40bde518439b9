using System.Text;

namespace Orleans.Video.Inference.Starter;

/// <summary>A WordPiece vocabulary of single characters: printable ASCII and Latin-1, and Latin Extended-A, each at the beginning of a word and within one.</summary>
internal static class CharacterVocabulary
{
    /// <summary>The vocabulary's file: a token a line.</summary>
    public static byte[] Write() => Encoding.UTF8.GetBytes(string.Join('\n', Tokens) + "\n");

    /// <summary>How many tokens there are.</summary>
    public static int Count => Tokens.Count;

    private static List<string> Tokens { get; } = List();

    private static List<string> List()
    {
        List<string> tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];
        var characters = Enumerable.Range('!', '~' - '!' + 1).Concat(Enumerable.Range(0xA1, 0x17F - 0xA1 + 1))
            // The soft hyphen parts no words; upper case is lowered before.
            .Where(static c => c != 0xAD && !char.IsUpper((char)c)).Select(static c => (char)c).ToArray();
        tokens.AddRange(characters.Select(static c => c.ToString()));
        tokens.AddRange(characters.Where(char.IsLetterOrDigit).Select(static c => "##" + c));
        return tokens;
    }
}
