using Orleans.Video.Retrieval.Words;
using Xunit;

namespace Orleans.Video.Retrieval.Tests;

public sealed class WordIndexTests
{
    [Fact]
    public void A_word_in_a_weightier_field_comes_first()
    {
        using var index = new WordIndex();
        index.Put(Doc("said", transcript: [new("harbour", 0, 1)]));
        index.Put(Doc("described", description: "harbour"));
        index.Put(Doc("captioned", caption: "harbour"));
        index.Put(Doc("titled", title: "harbour"));
        index.Put(Doc("other", title: "mountain"));

        var hits = index.Search(new("harbour"), 10);

        Assert.Equal(["titled", "captioned", "described", "said"], hits.Select(static hit => hit.VideoId));
        Assert.Equal([WordField.Title, WordField.Caption, WordField.Description, WordField.Transcript], hits.Select(static hit => Assert.Single(Assert.Single(hit.Matches).Fields)));
        Assert.All(hits, static hit => Assert.True(hit.Score > 0));
    }

    [Fact]
    public void More_and_rarer_words_come_first()
    {
        using var index = new WordIndex();
        for (var i = 0; i < 20; i++) index.Put(Doc($"train {i:00}", title: "train"));
        for (var i = 0; i < 60; i++) index.Put(Doc($"other {i}", title: "something else"));
        index.Put(Doc("viaduct", title: "viaduct"));
        index.Put(Doc("both", title: "train viaduct"));

        Assert.Equal(["both", "viaduct", "train 00"], index.Search(new("train viaduct"), 3).Select(static hit => hit.VideoId));
    }

    [Fact]
    public void Sentences_of_transcripts_do_not_make_words_of_titles_rarer()
    {
        using var index = new WordIndex();
        index.Put(Doc("a", title: "train"));
        index.Put(Doc("b", title: "boat"));
        var before = index.Search(new("train"), 1)[0].Score;
        using var other = new WordIndex();
        other.Put(Doc("a", title: "train"));
        other.Put(Doc("b", title: "boat", transcript: [.. Enumerable.Range(0, 500).Select(static i => new TranscriptSentence("hello", i, i + 1))]));

        Assert.Equal(before, other.Search(new("train"), 1)[0].Score);
    }

    [Fact]
    public void A_phrase_is_found_in_its_order_only_and_is_required()
    {
        using var index = new WordIndex();
        index.Put(Doc("order", title: "The man bites the dog", language: "en"));
        index.Put(Doc("turned", title: "The dog bites the man", language: "en"));
        index.Put(Doc("stem", title: "The men bite the dogs", language: "en"));

        Assert.Equal(["order"], Ids(index.Search(new("\"man bites the dog\""), 10)));
        Assert.Equal(["turned"], Ids(index.Search(new("order man \"dog bites\""), 10)));
        Assert.Empty(index.Search(new("\"man bites cat\" dog"), 10));
    }

    [Fact]
    public void A_phrase_does_not_span_two_sentences()
    {
        using var index = new WordIndex();
        index.Put(Doc("a", transcript: [new("we came home", 0, 1), new("late we were", 1, 2)]));

        Assert.Empty(index.Search(new("\"home late\""), 10));
        Assert.Empty(index.SearchMoments(new("\"home late\""), 10));
        Assert.Single(index.Search(new("\"came home\""), 10));
        Assert.Single(index.SearchMoments(new("\"late we\""), 10));
    }

    [Fact]
    public void A_prefix_finds_the_words_that_begin_so()
    {
        using var index = new WordIndex();
        index.Put(Doc("a", title: "railway"));
        index.Put(Doc("b", title: "rail"));
        index.Put(Doc("c", title: "derailed"));
        index.Put(Doc("d", title: "twenty-five"));

        Assert.Equal(["a", "b"], Ids(index.Search(new("rail*"), 10)).Order());
        Assert.Equal(["a"], Ids(index.Search(new("RAILW*"), 10)));
        Assert.Equal(["d"], Ids(index.Search(new("twenty-f*"), 10)));
        Assert.Empty(index.Search(new("twenty-x*"), 10));
        Assert.Equal("rail*", index.Search(new("rail*"), 1)[0].Matches[0].Text);
    }

    [Fact]
    public void A_prefix_of_very_many_words_is_bounded_and_takes_the_most_common()
    {
        using var index = new WordIndex();
        index.Put(Doc("many", description: string.Join(' ', Enumerable.Range(0, 6_000).Select(static i => $"x{i:00000}"))));
        index.Put(Doc("common 1", title: "x00700"));
        index.Put(Doc("common 2", title: "x00700"));
        for (var i = 0; i < 80; i++) index.Put(Doc($"rare {i}", title: $"x{i:00000}"));

        var found = Ids(index.Search(new("x*"), 200)).ToList();

        Assert.Contains("common 1", found);
        Assert.Contains("common 2", found);
        Assert.InRange(found.Count, 3, 70);
    }

    [Fact]
    public void The_answer_says_which_words_as_typed_were_found_where()
    {
        using var index = new WordIndex();
        index.Put(new WordDocument("a", "Trains of the Alps", "a red train", null, "en", [new("Look, the Train!", 3, 4.5), new("The train, the train again", 5, 6.25)]));

        var hit = Assert.Single(index.Search(new("TRAIN, mountains \"the alps\" alp*"), 10));

        Assert.Equal(["TRAIN", "\"the alps\"", "alp*"], hit.Matches.Select(static match => match.Text));
        Assert.Equal([WordField.Title, WordField.Caption, WordField.Transcript], hit.Matches[0].Fields);
        Assert.Equal([WordField.Title], hit.Matches[1].Fields);
        Assert.Equal([WordField.Title], hit.Matches[2].Fields);
        Assert.Equal(new TranscriptSentence("The train, the train again", 5, 6.25), hit.Sentence);
        Assert.Equal([new(WordField.Title, "Trains of the Alps"), new(WordField.Caption, "a red train")], hit.Snippets);
    }

    [Fact]
    public void A_sentence_speaks_for_the_video_even_when_the_phrase_is_in_the_title()
    {
        using var index = new WordIndex();
        index.Put(Doc("a", title: "the red train", transcript: [new("nothing", 0, 1), new("a whistle", 1, 2)]));
        Assert.Equal("a whistle", Assert.Single(index.Search(new("\"red train\" whistle"), 1)).Sentence?.Text);
    }

    [Fact]
    public void Moments_are_sentences_with_their_times()
    {
        using var index = new WordIndex();
        index.Put(Doc("a", title: "whistle", transcript: [new("first", 0.5, 1.25), new("a whistle", 1.25, 2.5), new("last", 3, 4)]));
        index.Put(Doc("b", transcript: [new("whistle", 7, 8)]));

        var hits = index.SearchMoments(new("whistle"), 10);

        Assert.Equal([("b", 7.0, 8.0, "whistle"), ("a", 1.25, 2.5, "a whistle")], hits.Select(static hit => (hit.VideoId, hit.Sentence!.Start, hit.Sentence.End, hit.Sentence.Text)));
        Assert.All(hits, static hit => Assert.Equal([WordField.Transcript], Assert.Single(hit.Matches).Fields));
        Assert.Equal(["b"], Ids(index.SearchMoments(new("whistle"), 1)));
    }

    [Fact]
    public void A_snippet_shows_the_word_of_a_long_description()
    {
        using var index = new WordIndex();
        var filler = string.Join(' ', Enumerable.Repeat("something else", 60));
        index.Put(Doc("a", description: $"{filler} then the locomotives came {filler}", language: "en"));

        var snippet = Assert.Single(Assert.Single(index.Search(new("locomotive"), 1)).Snippets);

        Assert.Equal(WordField.Description, snippet.Field);
        Assert.Contains("the locomotives came", snippet.Text);
        Assert.StartsWith("… ", snippet.Text);
        Assert.EndsWith(" …", snippet.Text);
        Assert.InRange(snippet.Text.Length, 80, 164);
    }

    [Fact]
    public void Equal_scores_are_ordered_by_video_id_however_they_came_in()
    {
        string[] ids = ["a", "B", "é", "z10", "z9", "日本"];
        for (var seed = 0; seed < 5; seed++)
        {
            new Random(seed).Shuffle(ids);
            using var index = new WordIndex();
            foreach (var id in ids)
            {
                index.Put(Doc(id, title: "same words", transcript: [new("same", 0, 1), new("same", 1, 2)]));
                index.Refresh();
            }

            Assert.Equal(["B", "a", "z10", "z9", "é", "日本"], Ids(index.Search(new("same words"), 10)));
            Assert.Equal(["B", "a", "z10"], Ids(index.Search(new("same words"), 3)));
            Assert.Equal([("B", 0.0), ("B", 1.0), ("a", 0.0)], index.SearchMoments(new("same"), 3).Select(static hit => (hit.VideoId, hit.Sentence!.Start)));
        }
    }

    [Fact]
    public void A_replaced_document_is_found_by_its_new_words_only()
    {
        using var index = new WordIndex();
        index.Put(Doc("a", title: "old", transcript: [new("ancient", 0, 1)]));
        Assert.Single(index.Search(new("old"), 1));
        index.Put(Doc("a", title: "new"));

        Assert.Empty(index.Search(new("old ancient"), 10));
        Assert.Empty(index.SearchMoments(new("ancient"), 10));
        Assert.Single(index.Search(new("new"), 10));
        Assert.Equal(1, index.Count);
    }

    [Fact]
    public void A_video_without_any_words_is_no_trouble()
    {
        using var index = new WordIndex();
        index.Put(Doc("silent"));
        index.Put(Doc("empty", title: "", transcript: [new("", 0, 0)]));
        Assert.Empty(index.Search(new("anything"), 10));
        Assert.True(index.Remove("silent"));
        Assert.Equal(1, index.Count);
    }

    [Fact]
    public void An_empty_index_finds_nothing()
    {
        using var index = new WordIndex();
        Assert.Empty(index.Search(new("\"a phrase\" word pre*"), 10));
        Assert.Empty(index.SearchMoments(new("word", "de"), int.MaxValue));
        Assert.False(index.Remove("a"));
    }

    [Fact]
    public void Ids_that_lucene_could_not_keep_apart_or_times_that_are_none_are_refused()
    {
        using var index = new WordIndex();
        Assert.Throws<ArgumentException>(() => index.Put(Doc("")));
        Assert.Throws<ArgumentException>(() => index.Put(Doc(new string('a', 1_025))));
        Assert.Throws<ArgumentException>(() => index.Put(Doc("half \uD800")));
        foreach (var (start, end) in new[] { (-1.0, 1.0), (2, 1), (double.NaN, 1), (0, double.PositiveInfinity) })
            Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => index.Put(Doc("a", transcript: [new("x", start, end)]))).Message);
        Assert.Equal(0, index.Count);
    }

    [Fact]
    public void A_disposed_index_says_so()
    {
        var index = new WordIndex();
        index.Put(Doc("a", title: "word"));
        index.Dispose();
        index.Dispose();
        Assert.Throws<ObjectDisposedException>(() => index.Search(new("word"), 1));
        Assert.Throws<ObjectDisposedException>(() => index.Put(Doc("b")));
    }

    internal static WordDocument Doc(string id, string? title = null, string? caption = null, string? description = null, string? language = null, TranscriptSentence[]? transcript = null) =>
        new(id, title, caption, description, language, transcript ?? []);

    private static IEnumerable<string> Ids(IReadOnlyList<WordHit> hits) => hits.Select(static hit => hit.VideoId);
}
