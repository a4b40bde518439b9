using System.Text;
using Orleans.Video.Inference.Starter;

namespace Orleans.Video.Learning.Words;

/// <summary>
/// Learns the pieces of a <c>wordPiece</c> vocabulary: single characters first, so that no word of Europe's languages is unknown, then again and again the two
/// neighbouring pieces that are met most often become one (byte pair encoding; arXiv 1508.07909 §3.2). The tokenizer takes the longest piece that fits.
/// Equal counts are decided by the pieces' text: the same words give the same vocabulary on every machine.
/// </summary>
internal sealed class WordPieceTrainer
{
    private const string Inside = "##";

    private readonly List<string> _pieces = [];
    private readonly Dictionary<string, int> _ids = [];
    private readonly List<(int[] Pieces, long Count)> _words = [];
    private readonly Dictionary<(int, int), long> _pairs = [];
    private readonly Dictionary<(int, int), HashSet<int>> _places = [];
    private readonly HashSet<(int, int)> _changed = [];
    private readonly PriorityQueue<(int, int), (long, string)> _queue;

    private WordPieceTrainer() =>
        _queue = new PriorityQueue<(int, int), (long Count, string Text)>(Comparer<(long Count, string Text)>.Create(static (a, b) =>
            a.Count != b.Count ? b.Count.CompareTo(a.Count) : string.CompareOrdinal(a.Text, b.Text)));

    /// <summary>Learns a vocabulary.</summary>
    /// <param name="counts">The words.</param>
    /// <param name="size">Pieces at most, the special ones and the characters included.</param>
    /// <param name="leastCount">Pairs that are met less often do not become a piece; 2 or more keeps single mistakes out.</param>
    /// <returns>The file: a piece a line; the line's number is the piece's id.</returns>
    public static byte[] Train(WordCounts counts, int size, long leastCount = 2)
    {
        var trainer = new WordPieceTrainer();
        foreach (var piece in Encoding.UTF8.GetString(CharacterVocabulary.Write()).Split('\n', StringSplitOptions.RemoveEmptyEntries)) trainer.IdOf(piece);
        if (size < trainer._pieces.Count) throw new ArgumentException($"the characters alone are {trainer._pieces.Count} pieces, more than {size}: ask for more", nameof(size));
        foreach (var (word, count) in counts.Words) trainer.Add(word, count);
        trainer.QueueChanged();
        while (trainer._pieces.Count < size && trainer.MergeBest(leastCount))
        {
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', trainer._pieces) + "\n");
    }

    private void Add(string word, long count)
    {
        var pieces = new List<int>();
        foreach (var rune in word.EnumerateRunes())
        {
            // A character that the vocabulary lacks makes its word unknown, whatever else is learned.
            if (!_ids.TryGetValue((pieces.Count == 0 ? "" : Inside) + rune, out var id)) return;
            pieces.Add(id);
        }

        if (pieces.Count < 2) return;
        _words.Add(([.. pieces], count));
        Count(_words.Count - 1, +1);
    }

    private bool MergeBest(long leastCount)
    {
        while (_queue.TryDequeue(out var pair, out var priority))
        {
            // A count that has changed since stands in the queue again, or is gone.
            if (_pairs.GetValueOrDefault(pair) != priority.Item1) continue;
            if (priority.Item1 < leastCount) return false;
            var merged = IdOf(Joined(pair));
            foreach (var word in _places[pair].ToArray()) Merge(word, pair, merged);
            QueueChanged();
            return true;
        }

        return false;
    }

    private void Merge(int word, (int First, int Second) pair, int merged)
    {
        Count(word, -1);
        var (pieces, count) = _words[word];
        var joined = new List<int>(pieces.Length);
        for (var i = 0; i < pieces.Length; i++)
        {
            var isPair = i + 1 < pieces.Length && pieces[i] == pair.First && pieces[i + 1] == pair.Second;
            joined.Add(isPair ? merged : pieces[i]);
            if (isPair) i++;
        }

        _words[word] = ([.. joined], count);
        Count(word, +1);
    }

    private void Count(int word, int sign)
    {
        var (pieces, count) = _words[word];
        for (var i = 0; i + 1 < pieces.Length; i++)
        {
            var pair = (pieces[i], pieces[i + 1]);
            var now = _pairs.GetValueOrDefault(pair) + sign * count;
            if (!_places.TryGetValue(pair, out var places)) _places[pair] = places = [];
            if (sign > 0) places.Add(word);
            else places.Remove(word);
            if (now == 0) _pairs.Remove(pair);
            else _pairs[pair] = now;
            _changed.Add(pair);
        }
    }

    private void QueueChanged()
    {
        foreach (var pair in _changed)
            if (_pairs.TryGetValue(pair, out var count)) _queue.Enqueue(pair, (count, Joined(pair)));
        _changed.Clear();
    }

    private string Joined((int First, int Second) pair) => _pieces[pair.First] + _pieces[pair.Second][Inside.Length..];

    private int IdOf(string piece)
    {
        if (_ids.TryGetValue(piece, out var id)) return id;
        _ids[piece] = _pieces.Count;
        _pieces.Add(piece);
        return _pieces.Count - 1;
    }
}
