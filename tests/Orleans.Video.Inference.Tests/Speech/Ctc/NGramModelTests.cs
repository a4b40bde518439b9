using CsCheck;
using Orleans.Video.Inference.Speech.Ctc;
using Xunit;

namespace Orleans.Video.Inference.Tests.Speech.Ctc;

public sealed class NGramModelTests
{
    private const string Arpa = "made by hand\n\n\\data\\\nngram 1=4\nngram 2=2\nngram 3=1\n\n\\1-grams:\n-1.0\t<s>\t-0.5\n-0.5\tten\t-0.25\n-0.75\tof\t-0.125\n-1.5\tclubs\n\n\\2-grams:\n-0.25\tten of\t-0.5\n-0.5\t<s> ten\t0\n\n\\3-grams:\n-0.125\tten of clubs\n\n\\end\\\n";

    [Fact]
    public void A_word_has_its_listed_probability_or_what_backing_off_leaves()
    {
        var model = NGramModel.Read(new StringReader(Arpa));
        var (first, afterTen) = model.Score(model.Start, "ten");
        var (second, afterOf) = model.Score(afterTen, "OF");
        var (third, _) = model.Score(afterOf, "clubs");
        var (again, _) = model.Score(afterOf, "ten");
        Assert.Equal([-0.5, -0.25, -0.125, -0.5 - 0.125 - 0.5], new[] { first, second, third, again }.Select(static score => score / Math.Log(10)), static (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(3, model.Order);
        Assert.True(model.Score(afterTen, "zebra").LogProbability < -20);
    }

    [Theory]
    [InlineData("", "no \\data\\")]
    [InlineData("\\data\\\n\\end\\", "counts no n-grams")]
    [InlineData("\\data\\\nngram 2=1\n", "rising from 1")]
    [InlineData("\\data\\\nngram 1=99999999999\n\\1-grams:\n", "are not read")]
    [InlineData("\\data\\\nngram 1=2\n\\1-grams:\n-1 a\n\\end\\", "the file counts 2")]
    [InlineData("\\data\\\nngram 1=1\n\\1-grams:\n-1 a\n-1 b\n\\end\\", "more than the 1")]
    [InlineData("\\data\\\nngram 1=1\n\\1-grams:\n1 a\n\\end\\", "above zero")]
    [InlineData("\\data\\\nngram 1=1\n\\1-grams:\nNaN a\n\\end\\", "no number")]
    [InlineData("\\data\\\nngram 1=1\n\\1-grams:\n-1 a b c\n\\end\\", "1 words")]
    [InlineData("\\data\\\nngram 1=2\n\\1-grams:\n-1 a\n-1 a\n\\end\\", "twice")]
    [InlineData("\\data\\\nngram 1=1\nngram 2=1\n\\1-grams:\n-1 a\n\\2-grams:\n-1 a b\n\\end\\", "not among the 1-grams")]
    [InlineData("\\data\\\nngram 1=1\n\\1-grams:\n-1 a\n", "does not end")]
    public void A_file_that_is_none_is_refused_with_its_line(string arpa, string problem)
    {
        var message = Assert.Throws<InvalidDataException>(() => NGramModel.Read(new StringReader(arpa))).Message;
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.Contains("line ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_end_is_not_taken_into_memory() =>
        Assert.Contains("4096", Assert.Throws<InvalidDataException>(() => NGramModel.Read(new StringReader("\\data\\\n" + new string('x', 1 << 20)))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_spoilt_file_is_read_or_refused() => Gen.Select(Gen.Int[0, Arpa.Length - 1], Gen.Char).Sample((at, value) =>
    {
        try { NGramModel.Read(new StringReader(Arpa[..at] + value + Arpa[(at + 1)..])); }
        catch (InvalidDataException) { }
    });
}
