using System.Text;
using System.Text.Json;

namespace Orleans.Video.Inference.Speech.Ctc;

/// <summary>What the columns of CTC logits stand for, as a model's own <c>vocab.json</c> says it.</summary>
public sealed class CtcVocabulary
{
    private const int LargestFile = 4 << 20;
    private const int MostTokens = 65_536;
    private const int LongestToken = 64;

    private static readonly HashSet<string> SpecialNames = ["<pad>", "[PAD]", "<s>", "</s>", "<unk>", "[UNK]", "[CLS]", "[SEP]", "<blank>"];

    private readonly string?[] _texts;

    private CtcVocabulary(string[] tokens, int blank, int boundary)
    {
        Tokens = tokens;
        Blank = blank;
        Boundary = boundary;
        _texts = [.. tokens.Select((token, i) => i == blank || i == boundary || SpecialNames.Contains(token) ? null : token)];
    }

    /// <summary>The tokens, in the order of the columns.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>The column of CTC's blank.</summary>
    public int Blank { get; }

    /// <summary>The column of the token between two words; −1 when the model has none and every token belongs to one word.</summary>
    public int Boundary { get; }

    /// <summary>Columns.</summary>
    public int Count => Tokens.Count;

    /// <summary>What a token adds to a word; null for the blank, the boundary and tokens that stand for no sound, such as <c>&lt;s&gt;</c>.</summary>
    public string? TextOf(int token) => _texts[token];

    /// <summary>Whether a token may be part of a decoded sequence.</summary>
    public bool IsSpoken(int token) => token == Boundary || _texts[token] is not null;

    /// <summary>Reads <c>vocab.json</c>: one object of token to column, the columns 0 to n − 1 each once.</summary>
    /// <param name="json">The file; outside input, at most 4 MiB and 65,536 tokens of at most 64 characters.</param>
    /// <param name="blank">The blank's token; null takes <c>&lt;pad&gt;</c>, <c>[PAD]</c>, <c>&lt;blank&gt;</c> or <c>-</c>, whichever is there first.</param>
    /// <param name="boundary">The token between words.</param>
    /// <exception cref="InvalidDataException">It is not such a file; the message says what is wrong with it.</exception>
    public static CtcVocabulary Parse(ReadOnlyMemory<byte> json, string? blank = null, string boundary = "|")
    {
        if (json.Length > LargestFile) throw new InvalidDataException($"the vocabulary has {json.Length} bytes, at most {LargestFile} are read");
        var tokens = Place(ReadPairs(json.Span));
        string[] candidates = blank is null ? ["<pad>", "[PAD]", "<blank>", "-"] : [blank];
        var blankColumn = candidates.Select(name => Array.IndexOf(tokens, name)).FirstOrDefault(static column => column >= 0, -1);
        if (blankColumn < 0) throw new InvalidDataException($"the vocabulary has no blank: none of {string.Join(", ", candidates)} is in it");
        var boundaryColumn = Array.IndexOf(tokens, boundary);
        if (boundaryColumn == blankColumn) throw new InvalidDataException($"the vocabulary's blank and its word boundary are the same token, {boundary}");
        var vocabulary = new CtcVocabulary(tokens, blankColumn, boundaryColumn);
        if (!Enumerable.Range(0, tokens.Length).Any(column => vocabulary.TextOf(column) is not null)) throw new InvalidDataException("the vocabulary has no token that is a sound");
        return vocabulary;
    }

    // Read by the reader itself: a serialiser would take the last of two equal names in silence.
    private static List<(string Token, int Column)> ReadPairs(ReadOnlySpan<byte> json)
    {
        var pairs = new List<(string, int)>();
        var names = new HashSet<string>();
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 2 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new InvalidDataException("the vocabulary is not a JSON object of tokens and their columns");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var token = reader.GetString()!;
                if (token.Length is 0 or > LongestToken) throw new InvalidDataException($"a token of the vocabulary has {token.Length} characters: 1 to {LongestToken} are allowed");
                if (!names.Add(token)) throw new InvalidDataException($"the vocabulary has the token '{token}' twice");
                if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var column)) throw new InvalidDataException($"the column of the token '{token}' is no whole number");
                pairs.Add((token, column));
                if (pairs.Count > MostTokens) throw new InvalidDataException($"the vocabulary has more than {MostTokens} tokens");
            }

            if (reader.TokenType != JsonTokenType.EndObject || reader.Read()) throw new InvalidDataException("the vocabulary is not one JSON object");
            return pairs;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            throw new InvalidDataException($"the vocabulary is not JSON: {exception.Message}", exception);
        }
    }

    private static string[] Place(List<(string Token, int Column)> pairs)
    {
        if (pairs.Count < 2) throw new InvalidDataException($"the vocabulary has {pairs.Count} tokens: a blank and at least one sound are needed");
        var tokens = new string[pairs.Count];
        foreach (var (token, column) in pairs)
        {
            if (column < 0 || column >= tokens.Length) throw new InvalidDataException($"the token '{token}' has the column {column}: with {tokens.Length} tokens columns are 0 to {tokens.Length - 1}");
            if (tokens[column] is { } taken) throw new InvalidDataException($"the tokens '{taken}' and '{token}' have the same column {column}");
            tokens[column] = token;
        }

        return tokens;
    }
}
