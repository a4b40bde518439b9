using CsCheck;
using Orleans.Video.Inference.Speech.Ctc;
using Xunit;

namespace Orleans.Video.Inference.Tests.Speech.Ctc;

public sealed class PrefixBeamSearchTests
{
    private const string Arpa = """
        \data\
        ngram 1=5
        ngram 2=3

        \1-grams:
        -0.9 <unk>
        -99 <s> -0.3
        -0.7 A -0.2
        -1.1 B -0.5
        -1.6 AB -0.1

        \2-grams:
        -0.2 <s> B
        -0.4 A B
        -0.9 B A

        \end\
        """;

    private static readonly BeamSearchOptions Exact = new() { Width = 10_000, LeastProbability = 0 };

    [Fact]
    public void With_a_beam_wide_enough_every_sequence_has_the_sum_of_all_its_paths() => CtcCase.Any().Sample(
        small =>
        {
            var sums = small.SumOverAllPaths();
            var found = new PrefixBeamSearch(small.Vocabulary, Exact).DecodeAll(small.Frames);
            Assert.Equal(sums.Count, found.Count);
            foreach (var result in found) Assert.Equal(sums[CtcCase.Key(result.Tokens)], result.LogProbability, 9);
            Assert.Equal(sums.Values.Max(), found[0].LogProbability, 9);
        },
        iter: 200);

    [Fact]
    public void With_a_language_model_and_hot_words_the_best_is_the_best_of_all_sequences() => CtcCase.Any(5).Sample(
        small =>
        {
            var model = NGramModel.Read(new StringReader(Arpa));
            var options = Exact with { LanguageModel = model, LanguageWeight = 1.3, WordScore = -0.4, HotWords = ["ba"], HotWordScore = 2 };
            var best = small.SumOverAllPaths().Select(sum => (Key: sum.Key, Score: sum.Value + Outside(sum.Key, model, options))).MaxBy(sequence => sequence.Score);
            var found = new PrefixBeamSearch(small.Vocabulary, options).Decode(small.Frames);
            Assert.Equal(best.Score, found.Score, 9);
        },
        iter: 200);

    [Fact]
    public void A_narrow_beam_never_claims_more_than_the_sum_of_all_paths() => Gen.Select(CtcCase.Any(), Gen.Int[1, 4]).Sample(
        (small, width) =>
        {
            var sums = small.SumOverAllPaths();
            foreach (var result in new PrefixBeamSearch(small.Vocabulary, new BeamSearchOptions { Width = width }).DecodeAll(small.Frames))
                Assert.True(result.LogProbability <= sums[CtcCase.Key(result.Tokens)] + 1e-9);
        },
        iter: 200);

    [Fact]
    public void Ten_minutes_of_frames_do_not_underflow()
    {
        var logits = new float[30_000 * CtcCase.Letters.Count];
        for (var frame = 0; frame < 30_000; frame++) logits[(frame * 4) + (frame % 3 == 0 ? 2 + (frame / 3 % 2) : 0)] = 3;
        var result = new PrefixBeamSearch(CtcCase.Letters, new BeamSearchOptions { Width = 4 }).Decode(LogProbabilities.Of(logits, CtcCase.Letters));
        Assert.Equal(10_000, result.Tokens.Count);
        Assert.True(double.IsFinite(result.Score) && result.Score < 0);
    }

    [Fact]
    public void An_option_out_of_range_is_named() =>
        Assert.Contains("Width", Assert.Throws<ArgumentException>(() => new PrefixBeamSearch(CtcCase.Letters, new BeamSearchOptions { Width = 0 })).Message, StringComparison.Ordinal);

    // Said anew, word by word, and not by the search's own bookkeeping.
    private static double Outside(string key, NGramModel model, BeamSearchOptions options)
    {
        var score = 0.0;
        var context = model.Start;
        foreach (var word in key.Replace("2", "A", StringComparison.Ordinal).Replace("3", "B", StringComparison.Ordinal).Split('1', StringSplitOptions.RemoveEmptyEntries))
        {
            (var logProbability, context) = model.Score(context, word);
            score += (options.LanguageWeight * logProbability) + options.WordScore + (word == "BA" ? options.HotWordScore : 0);
        }

        return score;
    }
}
