using CsCheck;
using Orleans.Video.Inference.Speech.Ctc;
using Xunit;

namespace Orleans.Video.Inference.Tests.Speech.Ctc;

public sealed class GreedyDecoderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("AABBB", "AB")]
    [InlineData("A_A", "AA")]
    [InlineData("_A|_|B_", "A||B")]
    [InlineData("____", "")]
    public void Repeats_collapse_and_blanks_part_them(string path, string text)
    {
        var tokens = GreedyDecoder.Decode(FramesOf(path), CtcCase.Letters);
        Assert.Equal(text, string.Concat(tokens.Select(token => token == CtcCase.Letters.Boundary ? "|" : CtcCase.Letters.TextOf(token))));
    }

    [Fact]
    public void The_alignment_of_what_it_gives_is_its_own_path() => CtcCase.Any(12).Where(HasOneBestPath).Sample(small =>
    {
        var (path, last) = (new List<(int Token, int First, int End)>(), -1);
        for (var frame = 0; frame < small.Frames.Frames; frame++)
        {
            var best = small.Frames[frame].ToArray().Select((value, token) => (value, token)).MaxBy(pair => pair.value).token;
            if (best == last && path.Count > 0 && best != 0) path[^1] = path[^1] with { End = frame + 1 };
            else if (best != 0) path.Add((best, frame, frame + 1));
            last = best;
        }

        var expected = new List<(int First, int End)>();
        var open = false;
        foreach (var (token, first, end) in path)
        {
            if (token != 1 && open) expected[^1] = (expected[^1].First, end);
            else if (token != 1) expected.Add((first, end));
            open = token != 1;
        }

        var words = CtcAlignment.Words(small.Frames, GreedyDecoder.Decode(small.Frames, small.Vocabulary), small.Vocabulary);
        Assert.Equal(expected, words.Select(word => (word.FirstFrame, word.EndFrame)));
        Assert.All(words, word => Assert.InRange(word.Confidence, 0f, 1f));
    });

    [Fact]
    public void Logits_that_are_no_numbers_say_nothing()
    {
        var logits = Enumerable.Repeat(float.NaN, 40).Concat([0, 0, 9, 0]).ToArray();
        logits[5] = float.PositiveInfinity;
        Assert.Equal([2], GreedyDecoder.Decode(LogProbabilities.Of(logits, CtcCase.Letters), CtcCase.Letters));
        Assert.Equal([2], new PrefixBeamSearch(CtcCase.Letters).Decode(LogProbabilities.Of(logits, CtcCase.Letters)).Tokens);
    }

    [Fact]
    public void Words_have_the_frames_in_which_they_are_said()
    {
        var frames = FramesOf("__AA_B___|__B_");
        var words = CtcAlignment.Words(frames, GreedyDecoder.Decode(frames, CtcCase.Letters), CtcCase.Letters);
        Assert.Equal([("AB", 2, 6), ("B", 12, 13)], words.Select(word => (word.Text, word.FirstFrame, word.EndFrame)));
    }

    [Fact]
    public void A_sequence_that_does_not_fit_is_refused() =>
        Assert.Throws<ArgumentException>(() => CtcAlignment.Words(FramesOf("AA"), [2, 2], CtcCase.Letters));

    private static bool HasOneBestPath(CtcCase small) =>
        Enumerable.Range(0, small.Frames.Frames).All(frame => small.Frames[frame].ToArray().OrderDescending().Take(2).Distinct().Count() == 2);

    private static LogProbabilities FramesOf(string path)
    {
        var logits = new float[path.Length * CtcCase.Letters.Count];
        for (var frame = 0; frame < path.Length; frame++) logits[(frame * CtcCase.Letters.Count) + "_|AB".IndexOf(path[frame], StringComparison.Ordinal)] = 8;
        return LogProbabilities.Of(logits, CtcCase.Letters);
    }
}
