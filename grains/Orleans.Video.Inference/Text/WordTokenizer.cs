using System.Text;
using System.Text.Json;
using Microsoft.ML.Tokenizers;
using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Inference.Text;

/// <summary>Text to token ids, a word at a time, so that it is known which tokens are which word's.</summary>
internal sealed class WordTokenizer
{
    private const int LargestVocabulary = 2_000_000;

    private readonly TokenizerSpec _spec;
    private readonly WordRule _rule;
    private readonly Func<string, IReadOnlyList<int>> _pieces;
    private readonly int? _start;
    private readonly int? _end;

    private WordTokenizer(TokenizerSpec spec, WordRule rule, Func<string, IReadOnlyList<int>> pieces, IReadOnlyDictionary<string, int> vocabulary)
    {
        _spec = spec;
        _rule = rule;
        _pieces = pieces;
        _start = spec.Start is null ? null : Id(vocabulary, spec.Start, "start");
        _end = spec.End is null ? null : Id(vocabulary, spec.End, "end");
        Padding = Id(vocabulary, spec.Padding, "padding");
    }

    /// <summary>The id that fills up a row.</summary>
    public int Padding { get; }

    /// <summary>Reads the tokenizer's files of a set.</summary>
    /// <exception cref="ModelSetException">A file is no vocabulary of its kind, or lacks a token that the manifest names.</exception>
    public static WordTokenizer Open(ModelSet set, TokenizerSpec spec)
    {
        var files = spec.Files.Select(set.ReadChecked).ToArray();
        try
        {
            return spec.Kind switch
            {
                "wordPiece" => WordPiece(spec, files[0]),
                "bpe" => Bpe(spec, files[0], files[1]),
                _ => SentencePiece(spec, files[0]),
            };
        }
        // The tokenizers' readers throw what their parsers throw, which for a file from outside may be anything.
        catch (Exception error) when (error is not (OutOfMemoryException or ModelSetException))
        {
            throw set.Broken(spec.Files[0].File, $"it is no {spec.Kind} vocabulary ({error.Message})", "fetch or import the set again", error);
        }
    }

    /// <summary>The tokens of a text with its start and end, at most <paramref name="most"/>. A word is taken whole or not at all.</summary>
    public TokenizedText Tokenize(string text, int most)
    {
        var ids = new List<int>();
        var words = new List<TokenizedWord>();
        if (_start is { } start) ids.Add(start);
        var room = most - (_end is null ? 0 : 1);
        var truncated = false;
        foreach (var word in WordSplitter.Split(text, _rule))
        {
            var pieces = _pieces(Prepare(text, word));
            if (pieces.Count == 0) continue;
            if (ids.Count + pieces.Count > room)
            {
                truncated = true;
                break;
            }

            var chars = text.AsSpan(word.Start, word.Length);
            if (ContainsLetterOrDigit(chars)) words.Add(new TokenizedWord(new WordSpan(word.Start, word.Length), ids.Count, pieces.Count));
            ids.AddRange(pieces);
        }

        var empty = ids.Count == (_start is null ? 0 : 1);
        if (_end is { } end) ids.Add(end);
        return new TokenizedText(ids, words, truncated, empty);
    }

    private string Prepare(string text, Word word)
    {
        var clean = WordSplitter.Clean(text.AsSpan(word.Start, word.Length));
        if (_spec.LowerCase) clean = clean.ToLowerInvariant();
        if (_spec.StripAccents) clean = Accents.Strip(clean);
        // In a GPT-2 vocabulary the space belongs to the word behind it; where words carry a mark at their end it does not.
        return _rule == WordRule.Classes && word.Spaced && word.Start > 0 && _spec.EndOfWord is null ? " " + clean : clean;
    }

    private static bool ContainsLetterOrDigit(ReadOnlySpan<char> chars)
    {
        foreach (var rune in chars.EnumerateRunes())
            if (Rune.IsLetterOrDigit(rune)) return true;
        return false;
    }

    /// <summary>A tokenizer over a <c>wordPiece</c> vocabulary that is not, or not yet, in a set: what training reads is what serving will read.</summary>
    /// <param name="spec">Of kind <c>wordPiece</c>; its files are not read.</param>
    /// <param name="vocabulary">A piece a line.</param>
    /// <exception cref="InvalidDataException">The vocabulary is too large, or lacks a token that the spec names.</exception>
    public static WordTokenizer OfPieces(TokenizerSpec spec, byte[] vocabulary) => WordPiece(spec, vocabulary);

    private static WordTokenizer WordPiece(TokenizerSpec spec, byte[] file)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        var lines = Encoding.UTF8.GetString(file).TrimEnd('\n').Split('\n');
        if (lines.Length > LargestVocabulary) throw new InvalidDataException($"{lines.Length} lines, more than {LargestVocabulary}");
        for (var id = 0; id < lines.Length; id++) vocabulary.TryAdd(lines[id].TrimEnd('\r'), id);
        Id(vocabulary, spec.Unknown, "unknown");
        using var stream = new MemoryStream(file);
        var tokenizer = WordPieceTokenizer.Create(stream, new WordPieceOptions { UnknownToken = spec.Unknown, MaxInputCharsPerWord = 100 });
        return new WordTokenizer(spec, WordRule.Punctuation, word => tokenizer.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false), vocabulary);
    }

    private static WordTokenizer Bpe(TokenizerSpec spec, byte[] vocabularyFile, byte[] mergesFile)
    {
        var vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(vocabularyFile) ?? throw new InvalidDataException("the vocabulary is null");
        if (vocabulary.Count > LargestVocabulary) throw new InvalidDataException($"{vocabulary.Count} tokens, more than {LargestVocabulary}");
        var unknown = vocabulary.ContainsKey(spec.Unknown) ? spec.Unknown : null;
        var tokenizer = BpeTokenizer.Create(new BpeOptions(vocabulary)
        {
            Merges = Encoding.UTF8.GetString(mergesFile).Split('\n').Select(static l => l.TrimEnd('\r')).Where(static l => l.Length > 0 && !l.StartsWith("#version", StringComparison.Ordinal)),
            ByteLevel = spec.ByteLevel,
            EndOfWordSuffix = spec.EndOfWord,
            UnknownToken = unknown,
        });
        return new WordTokenizer(spec, WordRule.Classes, word => tokenizer.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false), vocabulary);
    }

    private static WordTokenizer SentencePiece(TokenizerSpec spec, byte[] file)
    {
        using var stream = new MemoryStream(file);
        var tokenizer = SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false);
        return new WordTokenizer(spec, WordRule.Space, word => tokenizer.EncodeToIds(word, addBeginningOfSentence: false, addEndOfSentence: false), tokenizer.Vocabulary);
    }

    private static int Id(IReadOnlyDictionary<string, int> vocabulary, string token, string field) =>
        vocabulary.TryGetValue(token, out var id) ? id : throw new InvalidDataException($"it lacks '{token}', which 'text.tokenizer.{field}' names");
}

/// <summary>A text as tokens.</summary>
/// <param name="Ids">Its tokens with start and end.</param>
/// <param name="Words">Its words that have a letter or a digit.</param>
/// <param name="Truncated">Whether words were left out for want of room.</param>
/// <param name="Empty">Whether there is nothing between start and end.</param>
internal sealed record TokenizedText(List<int> Ids, List<TokenizedWord> Words, bool Truncated, bool Empty);

/// <summary>A word as tokens.</summary>
/// <param name="Span">Its place in the text.</param>
/// <param name="First">Its first token's place in the row.</param>
/// <param name="Count">Its tokens.</param>
internal readonly record struct TokenizedWord(WordSpan Span, int First, int Count);
