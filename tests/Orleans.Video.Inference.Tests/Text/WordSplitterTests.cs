using CsCheck;
using Orleans.Video.Inference.Text;
using Xunit;

namespace Orleans.Video.Inference.Tests.Text;

public sealed class WordSplitterTests
{
    [Theory]
    [InlineData("A cat, on the mat!", WordRule.Punctuation, "A|cat|,|on|the|mat|!")]
    [InlineData("it's 1st", WordRule.Punctuation, "it|'|s|1st")]
    [InlineData("看video", WordRule.Punctuation, "看|video")]
    [InlineData("it's 1st...", WordRule.Classes, "it|'s|1|st|...")]
    [InlineData("it's 1st...", WordRule.Space, "it's|1st...")]
    [InlineData(" \t a\u0000b\r\n", WordRule.Space, "a|b")]
    [InlineData("", WordRule.Punctuation, "")]
    public void A_text_is_cut_as_its_tokenizer_was_trained(string text, object rule, string words) =>
        Assert.Equal(words, string.Join('|', WordSplitter.Split(text, (WordRule)rule).Select(w => text.Substring(w.Start, w.Length))));

    [Fact]
    public void Half_a_surrogate_pair_parts_words() =>
        Assert.Equal([new Word(0, 1, false), new Word(2, 1, true)], WordSplitter.Split("a\uD800b", WordRule.Punctuation));

    [Fact]
    public void Format_characters_stay_in_the_span_but_not_in_the_word()
    {
        const string Text = "so\u00ADft";
        var word = Assert.Single(WordSplitter.Split(Text, WordRule.Punctuation));
        Assert.Equal(5, word.Length);
        Assert.Equal("soft", WordSplitter.Clean(Text));
    }

    [Fact]
    public void Words_of_any_text_are_in_order_apart_inside_it_and_short() =>
        Gen.Select(Gen.String, Gen.Enum<WordRule>()).Sample((text, rule) =>
        {
            var end = 0;
            foreach (var word in WordSplitter.Split(text, rule))
            {
                if (word.Start < end || word.Length is < 1 or > WordSplitter.LongestWord) return false;
                end = word.Start + word.Length;
            }

            return end <= text.Length;
        });

    [Fact]
    public void The_first_words_of_a_megabyte_without_a_space_come_at_once()
    {
        var text = new string('x', 1 << 20);
        Assert.Equal([0, 128, 256], WordSplitter.Split(text, WordRule.Space).Take(3).Select(w => w.Start));
    }

    [Theory]
    [InlineData("Crème brûlée", "Creme brulee")]
    [InlineData("Łódź", "Łodz")]
    [InlineData("e\u0301", "e")]
    [InlineData("plain", "plain")]
    public void Accents_come_off(string text, string plain) => Assert.Equal(plain, Accents.Strip(text));
}
