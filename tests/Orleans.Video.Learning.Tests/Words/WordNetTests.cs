using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Words;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Words;

/// <summary>What WordNet says, read from its files.</summary>
public sealed class WordNetTests
{
    [Theory]
    [InlineData("n02099601", "retriever")]
    [InlineData("n02099601", "dog")]
    [InlineData("n02099601", "animal")]
    [InlineData("n02099601", "organism")]
    [InlineData("n02123045", "cat")]
    [InlineData("n02206856", "insect")]
    [InlineData("n04285008", "vehicle")]
    [InlineData("n07753592", "fruit")]
    public void A_class_is_what_its_hypernyms_say(string id, string word)
    {
        var wordNet = RequiredWordNet.Value;

        Assert.Contains(wordNet.Find(word), meaning => wordNet.IsA(wordNet.Synset(id)!, meaning));
    }

    [Fact]
    public void A_golden_retriever_is_no_cat_and_a_dog_is_no_golden_retriever()
    {
        var wordNet = RequiredWordNet.Value;
        var retriever = wordNet.Synset("n02099601")!;

        Assert.DoesNotContain(wordNet.Find("cat"), meaning => wordNet.IsA(retriever, meaning));
        Assert.False(wordNet.IsA(wordNet.Find("dog")[0], retriever));
    }

    [Fact]
    public void Hypernyms_come_nearest_first_and_each_once()
    {
        var wordNet = RequiredWordNet.Value;
        var above = wordNet.Ancestors(wordNet.Synset("n02099601")!);

        Assert.Equal(["retriever", "sporting dog", "hunting dog", "dog"], above.Take(4).Select(static a => a.Synset.Words[0]));
        Assert.Equal("entity", above[^1].Synset.Words[0]);
        Assert.Equal(above.Count, above.Select(static a => a.Synset.Id).Distinct().Count());
        Assert.Equal(above.OrderBy(static a => a.Height), above);
    }

    [Fact]
    public void A_definition_has_no_examples()
    {
        var wordNet = RequiredWordNet.Value;

        Assert.Equal("an English breed having a long silky golden coat", wordNet.Definition(wordNet.Synset("n02099601")!));
        Assert.StartsWith("a member of the genus Canis", wordNet.Definition(wordNet.Find("dog")[0]), StringComparison.Ordinal);
        Assert.DoesNotContain("\"", wordNet.Definition(wordNet.Find("dog")[0]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dogs", "dog")]
    [InlineData("geese", "goose")]
    [InlineData("Boxes", "box")]
    [InlineData("ponies", "pony")]
    [InlineData("firemen", "fireman")]
    public void A_plural_means_what_its_singular_does(string plural, string singular)
    {
        var wordNet = RequiredWordNet.Value;

        Assert.Contains(wordNet.Find(singular)[0], wordNet.Find(plural));
    }

    [Theory]
    [InlineData("dog", "dogs")]
    [InlineData("goose", "geese")]
    [InlineData("ox", "oxen")]
    [InlineData("sports car", "sports cars")]
    [InlineData("school bus", "school buses")]
    [InlineData("police officer", "police officers")]
    [InlineData("fly", "flies")]
    [InlineData("toy", "toys")]
    [InlineData("torch", "torches")]
    public void Plurals_are_those_of_English(string singular, string plural) => Assert.Equal(plural, RequiredWordNet.Value.Forms.Plural(singular));

    [Fact]
    public void The_usual_meaning_comes_first_and_says_how_usual_it_is()
    {
        var wordNet = RequiredWordNet.Value;
        var dog = wordNet.Find("dog")[0];

        Assert.Equal("n02084071", dog.Id);
        Assert.Equal(["dog", "domestic dog", "Canis familiaris"], dog.Words);
        Assert.Equal([42, 0, 0], dog.Uses);
        Assert.True(wordNet.Synsets.Count > 80_000);
    }

    [Fact]
    public void Words_that_it_does_not_know_have_no_meaning()
    {
        var wordNet = RequiredWordNet.Value;

        Assert.Empty(wordNet.Find("qwxyzzy"));
        Assert.Empty(wordNet.Find(""));
        Assert.Null(wordNet.Synset("n00000000"));
    }

    [Fact]
    public void A_folder_without_the_files_says_which_package_has_them()
    {
        using var folder = new TemporaryFolder();

        var problem = Assert.Throws<LearningDataException>(() => WordNet.Open(folder.Path));

        Assert.Contains("data.noun", problem.Message, StringComparison.Ordinal);
        Assert.Contains("wordnet-base", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00000000 05 n 01 thing 0 001 @ 00000099 n 0000 | a thing\n", "thing n 1 0 1 0 00000000\n", "n00000099")]
    [InlineData("00000000 05 n 01 thing 0 000 | a thing\n", "thing n 1 0 1 0 00000007\n", "n00000007")]
    [InlineData("00000005 05 n 01 thing 0 000 | a thing\n", "", "byte 0")]
    [InlineData("00000000 05 n ff thing 0 000 | a thing\n", "", "byte 0")]
    [InlineData("00000000 05 n 01 thing 0 000\n", "", "byte 0")]
    [InlineData("00000000 05 n 01 thing 0 000 | a thing\n", "thing n 9 0 1 0 00000000\n", "index.noun")]
    [InlineData("", "", "no noun")]
    public void Damaged_files_are_named(string data, string index, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("data.noun"), data);
        File.WriteAllText(folder.File("index.noun"), index);
        File.WriteAllText(folder.File("noun.exc"), "");
        File.WriteAllText(folder.File("cntlist.rev"), "");

        Assert.Contains(expected, Assert.Throws<LearningDataException>(() => WordNet.Open(folder.Path)).Message, StringComparison.Ordinal);
    }
}
