using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Orleans.Video.Retrieval.Words;

/// <summary>
/// Takes the accents that ASCII folding leaves: combining marks after their letter (U+0300–036F, text in decomposed form), Greek tonos
/// and dialytika with the final sigma, and the Russian ё. A decomposed й stays the letter of its own that it is. Expects lower case.
/// Written out because globalization-invariant .NET does not normalise Unicode.
/// </summary>
internal sealed class AccentFoldingFilter(TokenStream input) : TokenFilter(input)
{
    private readonly ICharTermAttribute _term = input.AddAttribute<ICharTermAttribute>();

    public override bool IncrementToken()
    {
        if (!m_input.IncrementToken()) return false;
        var letters = _term.Buffer.AsSpan(0, _term.Length);
        if (letters.IndexOfAnyExceptInRange('\0', '\u007F') < 0) return true;

        var kept = 0;
        foreach (var letter in letters)
        {
            if (letter is < '\u0300' or > '\u036F') letters[kept++] = Fold(letter);
            else if (letter == '\u0306' && kept > 0 && letters[kept - 1] == 'и') letters[kept - 1] = 'й';
            // A mark that stands alone is all the word there is.
            else if (kept == 0) letters[kept++] = letter;
        }

        _term.SetLength(kept);
        return true;
    }

    private static char Fold(char letter) => letter switch
    {
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' or 'ϊ' or 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' or 'ϋ' or 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'ё' => 'е',
        _ => letter,
    };
}
