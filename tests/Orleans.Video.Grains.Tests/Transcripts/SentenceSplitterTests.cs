using CsCheck;
using Orleans.Video.Grains.Transcripts;
using Orleans.Video.Transcripts;
using Xunit;

namespace Orleans.Video.Grains.Tests.Transcripts;

public sealed class SentenceSplitterTests
{
    [Fact]
    public void A_pause_ends_a_sentence()
    {
        SpokenWord[] words = [new("ten", 0, 0.4, 1), new("clubs", 0.5, 1, 1), new("seven", 2, 2.3, 1)];
        Assert.Equal([new Sentence("ten clubs", 0, 1), new Sentence("seven", 2, 2.3)], SentenceSplitter.Of(words));
    }

    [Fact]
    public void Every_word_is_in_exactly_one_sentence_of_bounded_length() =>
        Gen.Double[0, 1.2].Array[0, 200].Sample(gaps =>
        {
            var at = 0.0;
            var words = gaps.Select((gap, i) => new SpokenWord($"w{i}", at += gap, at += 0.2, 1)).ToArray();
            var sentences = SentenceSplitter.Of(words);
            Assert.Equal(words.Select(word => word.Text), sentences.SelectMany(sentence => sentence.Text.Split(' ')));
            Assert.All(sentences, sentence => Assert.InRange(sentence.Text.Split(' ').Length, 1, SentenceSplitter.MostWords));
        });
}
