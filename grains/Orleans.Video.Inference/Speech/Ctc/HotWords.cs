namespace Orleans.Video.Inference.Speech.Ctc;

/// <summary>Scores words that are likely to be said: whole ones in full, the beginnings of them in part, so that a narrow beam does not lose them.</summary>
internal sealed class HotWords
{
    private const int MostWords = 1_000;

    private readonly double _score;
    // Each beginning of a hot word, with the length of the shortest word that begins so.
    private readonly Dictionary<string, int> _beginnings = [];
    private readonly HashSet<string> _words = [];

    public HotWords(IEnumerable<string> words, double score)
    {
        _score = score;
        foreach (var word in words.Select(Fold).Where(static word => word.Length > 0).Distinct().Take(MostWords))
        {
            _words.Add(word);
            for (var length = 1; length <= word.Length; length++)
            {
                var beginning = word[..length];
                if (!_beginnings.TryGetValue(beginning, out var shortest) || word.Length < shortest) _beginnings[beginning] = word.Length;
            }
        }
    }

    /// <summary>The score of a word that is complete.</summary>
    public double OfWord(string word) => _words.Count > 0 && _words.Contains(Fold(word)) ? _score : 0;

    /// <summary>The score of what may become a word.</summary>
    public double OfBeginning(string beginning) =>
        _words.Count > 0 && _beginnings.TryGetValue(Fold(beginning), out var length) ? _score * beginning.Length / length : 0;

    private static string Fold(string word) => word.ToUpperInvariant();
}
