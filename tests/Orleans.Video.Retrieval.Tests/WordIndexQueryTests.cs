using CsCheck;
using Orleans.Video.Retrieval.Words;
using Xunit;

namespace Orleans.Video.Retrieval.Tests;

public sealed class WordIndexQueryTests
{
    private static readonly Gen<string> Hostile = Gen.OneOf(
        Gen.String[0, 60],
        Gen.Char["\"*\\+-!(){}[]^~?:/&| ab\u0000\u0007\uD800\uDC00\u0301\u200D\u3042é"].Array[0, 60].Select(static chars => new string(chars)),
        Gen.OneOf("the", "of", "AND", "title:train", "train~2", "[a TO z]", "\"", "*", "***", "日本", "train*", "\"train", "’", "i̇").Array[0, 20].Select(static words => string.Join(' ', words)));

    [Fact]
    public void No_text_makes_a_search_fail_but_for_a_clear_reason()
    {
        using var index = Index();
        Gen.Select(Hostile, Gen.OneOf<string?>(null, "en", "ja", "tr", "und", "x-klingon", "", "-", "日本")).Sample((text, language) =>
        {
            try
            {
                foreach (var hit in index.Search(new(text, language), 5)) Assert.NotEmpty(hit.Matches);
                foreach (var hit in index.SearchMoments(new(text, language), 5)) Assert.NotNull(hit.Sentence);
            }
            catch (QueryException exception)
            {
                Assert.DoesNotContain(text, char.IsLetterOrDigit);
                Assert.Contains("no words", exception.Message);
            }
        }, iter: 500);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \t\n")]
    [InlineData("***")]
    [InlineData("\"\"")]
    [InlineData("\" * \" ?!")]
    [InlineData("\u0000\u0001")]
    public void A_query_without_words_is_refused(string text)
    {
        using var index = Index();
        Assert.Contains("at least one letter", Assert.Throws<QueryException>(() => index.Search(new(text), 1)).Message);
        Assert.Throws<QueryException>(() => index.SearchMoments(new(text), 1));
    }

    [Fact]
    public void A_query_that_is_too_long_is_refused_and_the_longest_is_not()
    {
        using var index = Index();
        Assert.Contains("1,001", Assert.Throws<QueryException>(() => index.Search(new(new string('a', 1_001)), 1)).Message);
        Assert.Throws<QueryException>(() => index.Search(new(new string('"', 100_000)), 1));
        Assert.Throws<QueryException>(() => index.Search(new(string.Join(' ', Enumerable.Range(0, 129))), 1));
        Assert.Throws<QueryException>(() => index.Search(new(string.Join("* ", Enumerable.Range(0, 18))), 1));

        Assert.Empty(index.Search(new(new string('a', 1_000)), 1));
        Assert.Empty(index.Search(new(new string('亜', 1_000)), 1));
        Assert.Single(index.Search(new(string.Join("* ", Enumerable.Range(0, 16)) + " tr*"), 1));
        Assert.Single(index.Search(new(string.Join(' ', Enumerable.Repeat("train", 160))), 1));
        Assert.Single(index.Search(new(string.Join(' ', Enumerable.Range(0, 127)) + " train"), 1));
    }

    [Fact]
    public void Stop_words_alone_are_searched_for_like_others()
    {
        using var index = Index();
        Assert.Equal("en", Assert.Single(index.Search(new("the of", "en"), 5)).VideoId);
    }

    [Fact]
    public void Control_characters_separate_words_and_everything_else_is_text()
    {
        using var index = Index();
        Assert.Equal(["red", "train"], Assert.Single(index.Search(new("red\u0000train"), 5)).Matches.Select(static match => match.Text));
        Assert.Empty(index.Search(new("caption:* AND"), 5));
        Assert.Empty(index.Search(new("tr?in trian~ /t.*/"), 5));
    }

    [Fact]
    public void A_quote_that_nothing_closes_is_no_quote()
    {
        using var index = Index();
        Assert.Equal(["train", "red"], Assert.Single(index.Search(new("\"train red"), 5)).Matches.Select(static match => match.Text));
        Assert.Empty(index.Search(new("\u201Ctrain red\u201D"), 5));
    }

    [Fact]
    public void Lucene_accepts_every_text_that_a_document_may_have()
    {
        using var index = new WordIndex();
        Gen.Select(Hostile, Hostile, Gen.OneOf<string?>(null, "en", "ja", "el", "tr", "ga", "th", "eng"), Gen.Int[0, 9]).Sample((title, sentence, language, id) =>
        {
            lock (index) index.Put(new WordDocument($"v{id}", title + " sentinel", null, sentence, language, [new(sentence, 0, 1)]));
            Assert.Contains(index.Search(new("sentinel"), 10), hit => hit.VideoId == $"v{id}");
        }, iter: 100);
    }

    private static WordIndex Index()
    {
        var index = new WordIndex();
        index.Put(new WordDocument("en", "The red train of the hills", null, "a train", "en", [new("the train leaves", 0, 1)]));
        index.Put(new WordDocument("ja", "東京の夜景", null, null, "ja", [new("電車が来ます", 0, 1)]));
        return index;
    }
}
