using System.Globalization;
using System.Text;

namespace Orleans.Video.Inference.Text;

/// <summary>How a tokenizer cuts text before it makes pieces.</summary>
internal enum WordRule
{
    /// <summary>At white space, around every punctuation mark and every Chinese character (BERT).</summary>
    Punctuation,

    /// <summary>At white space and between letters, numbers and the rest; English contractions stand alone (GPT-2, CLIP).</summary>
    Classes,

    /// <summary>At white space only (SentencePiece).</summary>
    Space,
}

/// <summary>
/// Cuts text into words, each with its place in the text as it was given. Any text will do: control characters and half surrogates part words,
/// format characters are left out of them, and a word without end is cut, so the work for the first words does not depend on what follows.
/// </summary>
internal static class WordSplitter
{
    /// <summary>The longest word in UTF-16 units; a longer one becomes several.</summary>
    public const int LongestWord = 128;

    private static readonly string[] Contractions = ["re", "ve", "ll", "s", "t", "m", "d"];

    private enum CharacterKind { Break, Skip, Letter, Number, Single, Other }

    /// <summary>The words of a text, in order, as they are asked for.</summary>
    public static IEnumerable<Word> Split(string text, WordRule rule)
    {
        var start = -1;
        var kind = CharacterKind.Break;
        var spaced = false;
        for (var at = 0; at < text.Length;)
        {
            var (here, length) = Classify(text, at, rule);
            if (here == CharacterKind.Other && rule == WordRule.Classes && text[at] == '\'' && Contraction(text, at) is var contraction and > 0)
                (here, length) = (CharacterKind.Single, contraction);
            var continues = start >= 0 && (here == CharacterKind.Skip || (here == kind && here != CharacterKind.Single)) && at + length - start <= LongestWord;
            if (!continues && start >= 0)
            {
                yield return new Word(start, at - start, spaced);
                start = -1;
                spaced = false;
            }

            if (here == CharacterKind.Break) spaced = true;
            else if (start < 0 && here != CharacterKind.Skip) (start, kind) = (at, here);
            at += length;
        }

        if (start >= 0) yield return new Word(start, text.Length - start, spaced);
    }

    /// <summary>The characters of a word that count: those that are no format characters.</summary>
    public static string Clean(ReadOnlySpan<char> word)
    {
        var clean = new StringBuilder(word.Length);
        foreach (var rune in word.EnumerateRunes())
            if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Format) clean.Append(rune);
        return clean.ToString();
    }

    private static (CharacterKind CharacterKind, int Length) Classify(string text, int at, WordRule rule)
    {
        if (!Rune.TryGetRuneAt(text, at, out var rune)) return (CharacterKind.Break, 1);
        return (rule switch
        {
            _ when Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) => CharacterKind.Break,
            _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format => CharacterKind.Skip,
            WordRule.Space => CharacterKind.Letter,
            WordRule.Punctuation => IsPunctuation(rune) || IsChinese(rune) ? CharacterKind.Single : CharacterKind.Letter,
            _ when Rune.IsLetter(rune) => CharacterKind.Letter,
            _ when Rune.IsNumber(rune) => CharacterKind.Number,
            _ => CharacterKind.Other,
        }, rune.Utf16SequenceLength);
    }

    private static int Contraction(string text, int at)
    {
        foreach (var ending in Contractions)
            if (string.Compare(text, at + 1, ending, 0, ending.Length, StringComparison.OrdinalIgnoreCase) == 0) return ending.Length + 1;
        return 0;
    }

    private static bool IsPunctuation(Rune rune) =>
        rune.IsAscii ? !Rune.IsLetterOrDigit(rune) : Rune.IsPunctuation(rune);

    private static bool IsChinese(Rune rune) =>
        rune.Value is >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x2EBEF or >= 0x2F800 and <= 0x2FA1F;
}

/// <summary>A word of a text.</summary>
/// <param name="Start">Its first UTF-16 unit.</param>
/// <param name="Length">Its UTF-16 units.</param>
/// <param name="Spaced">Whether white space, or what counts as such, stands before it.</param>
internal readonly record struct Word(int Start, int Length, bool Spaced);
