using Orleans.Video.Retrieval.Words;

namespace Orleans.Video.Benchmarks.Retrieval;

/// <summary>Documents of made-up words as frequent as those of a language are (Zipf): about 350 words each, three quarters of them spoken.</summary>
internal sealed class SampleDocuments(int seed)
{
    private const int Vocabulary = 50_000;

    private readonly Random _random = new(seed);

    public static string Word(int rank) => $"{"bdfgklmnprstvz"[rank % 14]}{"aeiou"[rank / 14 % 5]}{"bdfgklmnprstvz"[rank / 70 % 14]}{rank / 980:x}";

    public WordDocument Next(string id) => new(
        id,
        Words(8),
        Words(12),
        Words(60),
        "en",
        [.. Enumerable.Range(0, 22).Select(i => new TranscriptSentence(Words(12), 3 * i, 3 * i + 2.5))]);

    private string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => Word((int)Math.Pow(Vocabulary, _random.NextDouble()))));
}
