using Orleans.Video.Retrieval.Words;
using Xunit;

namespace Orleans.Video.Retrieval.Tests;

public sealed class WordIndexLanguageTests
{
    [Theory]
    [InlineData("en", "people running home", "runs")]
    [InlineData("en-US", "a pony", "PONIES")]
    [InlineData("eng", "the trains", "train")]
    [InlineData("de", "die alten Häuser", "haus")]
    [InlineData("deu", "die alten Häuser", "Hauses")]
    [InlineData("fr", "les chevaux", "cheval")]
    [InlineData("es", "las ciudades", "ciudad")]
    [InlineData("it", "i ragazzi", "ragazzo")]
    [InlineData("pt-BR", "as meninas", "menina")]
    [InlineData("nl", "de fietsen", "fiets")]
    [InlineData("sv", "flickorna", "flickor")]
    [InlineData("nb", "bilene", "biler")]
    [InlineData("da", "husene", "huset")]
    [InlineData("fi", "taloissa", "talo")]
    [InlineData("hu", "házakban", "házak")]
    [InlineData("ru", "поезда", "поездов")]
    [InlineData("el", "Τα τρένα", "ΤΡΈΝΟ")]
    [InlineData("tr", "IŞIKLAR", "ışık")]
    [InlineData("tr", "İstanbul'da", "istanbul")]
    [InlineData("ga", "bhfuinneog", "fuinneog")]
    [InlineData("ar", "المدينة", "مدينة")]
    [InlineData("hi", "लड़कियों", "लड़की")]
    [InlineData("ja", "東京の夜景が美しい", "夜景")]
    [InlineData("ja", "カタカナ", "ｶﾀｶﾅ")]
    [InlineData("zh-Hant", "火車來了", "火車")]
    [InlineData("ko", "기차가 옵니다", "기차")]
    public void A_word_finds_the_other_forms_of_its_language(string language, string text, string word)
    {
        using var index = new WordIndex();
        index.Put(new WordDocument("other", "something else 別物", null, null, language, []));
        index.Put(new WordDocument("title", text, null, null, language, []));
        index.Put(new WordDocument("said", null, null, null, language, [new("...", 0, 1), new(text, 2, 3)]));

        foreach (var asked in new[] { language, null, "und" })
        {
            Assert.Equal(["title", "said"], index.Search(new(word, asked), 10).Select(static hit => hit.VideoId));
            Assert.Equal(("said", 2.0), Assert.Single(index.SearchMoments(new(word, asked), 10)) is var hit ? (hit.VideoId, hit.Sentence!.Start) : default);
        }
    }

    [Theory]
    [InlineData("café", "cafe")]
    [InlineData("cafe", "CAFÉ")]
    [InlineData("cafe\u0301", "café")]
    [InlineData("Škoda Øresund straße", "skoda")]
    [InlineData("Øresund", "oresund")]
    [InlineData("Straße", "strasse")]
    [InlineData("ёлка", "елка")]
    [InlineData("Καλημέρα κόσμος", "κοσμοσ")]
    [InlineData("ＦＵＬＬ width", "full")]
    [InlineData("музей", "музеи\u0306")]
    public void Accents_case_and_width_do_not_matter_in_any_language(string text, string word)
    {
        foreach (var language in new[] { null, "und", "pl", "en", "??", "this-is-no-tag" })
        {
            using var index = new WordIndex();
            index.Put(new WordDocument("a", text, null, null, language, []));
            Assert.Single(index.Search(new(word), 10));
            Assert.Single(index.Search(new($"\"{word}\""), 10));
            Assert.Single(index.Search(new(word + "*", "fr"), 10));
        }
    }

    [Fact]
    public void A_letter_that_is_not_an_accent_stays()
    {
        using var index = new WordIndex();
        index.Put(new WordDocument("a", "май", null, null, null, []));
        Assert.Empty(index.Search(new("маи"), 10));
    }

    [Theory]
    [InlineData("ประเทศไทยสวยงาม", "ไทย")]
    [InlineData("ສະບາຍດີ", "ສະບາຍ")]
    [InlineData("東京の夜景", "京")]
    [InlineData("東京の夜景", "\"東京の\"")]
    public void Scripts_without_spaces_are_found_by_a_part_whatever_the_language_says(string text, string part)
    {
        using var index = new WordIndex();
        index.Put(new WordDocument("a", text, null, null, null, []));
        Assert.Single(index.Search(new(part), 10));
    }

    [Fact]
    public void A_long_japanese_question_finds_texts_with_half_of_it()
    {
        using var index = new WordIndex();
        index.Put(new WordDocument("night", "東京の夜景", null, null, "ja", []));
        index.Put(new WordDocument("train", "大阪の電車", null, null, "ja", []));
        Assert.Equal(["night"], index.Search(new("東京の夜景が見たい"), 10).Select(static hit => hit.VideoId));
    }

    [Fact]
    public void A_query_in_one_language_is_not_stemmed_as_another()
    {
        using var index = new WordIndex();
        index.Put(new WordDocument("en", "running", null, null, "en", []));
        Assert.Single(index.Search(new("runs"), 10));
        Assert.Single(index.Search(new("runs", "en"), 10));
        Assert.Empty(index.Search(new("runs", "de"), 10));
        Assert.Single(index.Search(new("running", "de"), 10));
    }

    [Fact]
    public void An_exact_form_comes_before_another_form()
    {
        using var index = new WordIndex();
        index.Put(new WordDocument("a", "trains", null, null, "en", []));
        index.Put(new WordDocument("b", "train", null, null, "en", []));
        index.Put(new WordDocument("c", "training", null, null, "en", []));
        Assert.Equal("b", index.Search(new("train"), 10)[0].VideoId);
    }
}
