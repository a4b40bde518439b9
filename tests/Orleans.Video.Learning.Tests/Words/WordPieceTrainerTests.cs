using System.Text;
using CsCheck;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Text;
using Orleans.Video.Learning.Words;

namespace Orleans.Video.Learning.Tests.Words;

/// <summary>Vocabularies that are learned, read by the tokenizer that serves.</summary>
public sealed class WordPieceTrainerTests
{
    private static readonly TokenizerSpec Spec = new() { Kind = "wordPiece", Files = [] };

    [Fact]
    public void A_usual_word_is_one_piece_and_an_unseen_one_degrades_by_pieces()
    {
        var counts = new WordCounts();
        counts.Add("a golden retriever is a dog, and dogs retrieve", 50);
        counts.Add("the gold of the golden tree", 10);
        var vocabulary = WordPieceTrainer.Train(counts, 600);

        Assert.Equal(["retriever"], Pieces(vocabulary, "Retriever"));
        Assert.Equal(["golden"], Pieces(vocabulary, "golden"));
        var unseen = Pieces(vocabulary, "goldenest");
        Assert.Equal("golden", unseen[0]);
        Assert.Equal("goldenest", string.Concat(unseen.Select(static p => p.Replace("##", "", StringComparison.Ordinal))));
    }

    [Fact]
    public void No_word_of_Latin_letters_is_unknown()
    {
        var vocabulary = WordPieceTrainer.Train(new WordCounts(), 400);
        var word = Gen.Char["abcdefghijklmnopqrstuvwxyzäöüßéèçñåøłžQWERTY0123456789"].Array[1, 30].Select(static c => new string(c));

        word.Sample(w =>
        {
            var pieces = Pieces(vocabulary, w);
            Assert.DoesNotContain("[UNK]", pieces);
            Assert.Equal(w.ToLowerInvariant(), string.Concat(pieces.Select(static p => p.Replace("##", "", StringComparison.Ordinal))));
        }, iter: 200);
    }

    [Fact]
    public void Merges_are_those_of_counting_everything_anew_each_time()
    {
        var text = Gen.Char["abc"].Array[1, 7].Select(static c => new string(c)).Array[1, 12];

        text.Sample(words =>
        {
            var counts = new WordCounts();
            foreach (var word in words) counts.Add(word);
            var trained = Lines(WordPieceTrainer.Train(counts, 360));
            Assert.Equal(Recounted(counts, 360), trained);
        }, iter: 300);
    }

    [Fact]
    public void Pieces_are_never_more_than_asked_for_and_rare_pairs_make_none()
    {
        var counts = new WordCounts();
        counts.Add("zebra");

        Assert.DoesNotContain("ze", Lines(WordPieceTrainer.Train(counts, 1000)));
        Assert.Contains("zebra", Lines(WordPieceTrainer.Train(counts, 1000, leastCount: 1)));
        Assert.True(Lines(WordPieceTrainer.Train(counts, 339, leastCount: 1)).Length == 339);
        Assert.Contains("more than 10", Assert.Throws<ArgumentException>(() => WordPieceTrainer.Train(counts, 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_WordNet_gives_the_same_vocabulary_twice_in_which_usual_words_are_whole()
    {
        var wordNet = RequiredWordNet.Value;
        var counts = new WordCounts();
        foreach (var synset in wordNet.Synsets.Where(static (_, i) => i % 8 == 0))
        {
            foreach (var word in synset.Words) counts.Add(word);
            counts.Add(wordNet.Definition(synset));
        }

        var vocabulary = WordPieceTrainer.Train(counts, 2000);

        Assert.Equal(vocabulary, WordPieceTrainer.Train(counts, 2000));
        Assert.Equal(2000, Lines(vocabulary).Length);
        Assert.Equal(["animal"], Pieces(vocabulary, "animal"));
        Assert.InRange(Pieces(vocabulary, "photosynthesizers").Length, 2, 8);
    }

    // The plain algorithm, with nothing kept between two steps.
    private static string[] Recounted(WordCounts counts, int size)
    {
        var pieces = Lines(WordPieceTrainer.Train(new WordCounts(), 400)).ToList();
        var words = counts.Words.Select(static w => (Pieces: w.Key.Select(static (c, i) => i == 0 ? $"{c}" : $"##{c}").ToList(), w.Value)).ToList();
        while (pieces.Count < size)
        {
            var best = words.SelectMany(static w => w.Pieces.Zip(w.Pieces.Skip(1)).Select(pair => (pair, w.Value)))
                .GroupBy(static x => x.pair).Select(static g => (g.Key, Count: g.Sum(static x => x.Value), Text: g.Key.First + g.Key.Second[2..]))
                .Where(static g => g.Count >= 2).OrderByDescending(static g => g.Count).ThenBy(static g => g.Text, StringComparer.Ordinal).FirstOrDefault();
            if (best.Count == 0) break;
            if (!pieces.Contains(best.Text)) pieces.Add(best.Text);
            foreach (var (word, _) in words)
                for (var i = 0; i + 1 < word.Count; i++)
                    if (word[i] == best.Key.First && word[i + 1] == best.Key.Second)
                    {
                        word[i] = best.Text;
                        word.RemoveAt(i + 1);
                    }
        }

        return [.. pieces];
    }

    private static string[] Lines(byte[] vocabulary) => Encoding.UTF8.GetString(vocabulary).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string[] Pieces(byte[] vocabulary, string text)
    {
        var lines = Lines(vocabulary);
        var tokens = WordTokenizer.OfPieces(Spec, vocabulary).Tokenize(text, 100).Ids;
        return [.. tokens[1..^1].Select(id => lines[id])];
    }
}
