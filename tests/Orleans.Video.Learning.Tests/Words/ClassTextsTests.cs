using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Learning.Words;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Words;

/// <summary>Texts for classes of pictures.</summary>
public sealed class ClassTextsTests
{
    private static readonly ClassList Few = ClassList.Read(new StringReader("n02099601\tgolden retriever\nn02123045\ttabby, tabby cat\nn04285008\tsports car, sport car\nn07753592\tbanana\n"), "few");

    [Fact]
    public void A_dog_an_animal_and_a_definition_find_the_retriever()
    {
        var wordNet = RequiredWordNet.Value;
        var texts = new ClassTexts(wordNet, Few);
        var all = texts.All(0).ToArray();

        Assert.Contains(all, static t => t is { Text: "golden retriever", Kind: ClassTextKind.Name });
        Assert.Contains(all, static t => t is { Text: "dog", Kind: ClassTextKind.Hypernym });
        Assert.Contains(all, static t => t is { Text: "animal", Kind: ClassTextKind.Hypernym });
        Assert.Contains(all, static t => t is { Text: "an English breed having a long silky golden coat", Kind: ClassTextKind.Definition });
        Assert.True(texts.IsTrueOf(wordNet.Find("dog")[0].Id, 0));
        Assert.False(texts.IsTrueOf(wordNet.Find("dog")[0].Id, 1));
        Assert.True(texts.IsTrueOf("n02123045", 1));
    }

    [Fact]
    public void Every_text_that_is_drawn_is_true_of_its_class_and_all_kinds_are_drawn()
    {
        var texts = new ClassTexts(RequiredWordNet.Value, Few);
        var kinds = new HashSet<ClassTextKind>();
        for (var i = 0; i < 2000; i++)
        {
            var text = texts.Draw(i % 4, new SeededGenerator(Draws.SeedOf(1, i)));
            kinds.Add(text.Kind);
            Assert.True(texts.IsTrueOf(text.Meaning, i % 4), text.ToString());
            Assert.NotEmpty(text.Text);
            Assert.DoesNotContain('{', text.Text);
            Assert.Equal(text, texts.Draw(i % 4, new SeededGenerator(Draws.SeedOf(1, i))));
        }

        Assert.Equal(4, kinds.Count);
    }

    [Fact]
    public void What_holds_for_nearly_all_classes_says_nothing_and_is_left_out()
    {
        var texts = new ClassTexts(RequiredWordNet.Value, Few);

        Assert.DoesNotContain(texts.All(0), static t => t.Text is "entity" or "physical entity" or "object");
    }

    [Fact]
    public void The_real_classes_give_at_least_twenty_general_words_and_each_class_a_text()
    {
        var archive = PictureArchive.Open(TestData.Require("tiny-imagenet.zip"));
        var texts = new ClassTexts(RequiredWordNet.Value, archive.Classes);
        var queries = texts.HypernymQueries(5);
        var words = queries.Select(static q => q.Word).ToArray();

        Assert.Equal(200, archive.Classes.Count);
        Assert.True(queries.Count >= 20, string.Join(", ", words));
        Assert.Contains("dog", words);
        Assert.Contains("insect", words);
        Assert.Contains("vehicle", words);
        Assert.All(queries, q => Assert.All(q.Labels, label => Assert.True(texts.IsTrueOf(q.Meaning, label))));
        var dogs = queries.Single(static q => q.Word == "dog").Labels.Select(label => archive.Classes.Classes[label].Names[0]);
        Assert.Equal(["Chihuahua", "German shepherd", "Labrador retriever", "Yorkshire terrier", "golden retriever", "standard poodle"], dogs.Order(StringComparer.Ordinal));
        for (var label = 0; label < archive.Classes.Count; label++) Assert.Equal(archive.Classes.Classes[label].Names[0], texts.All(label).First().Text);
    }

    [Fact]
    public void A_class_that_WordNet_does_not_know_is_named()
    {
        var classes = ClassList.Read(new StringReader("n00000001\tnothing\n"), "few");

        Assert.Contains("n00000001", Assert.Throws<LearningDataException>(() => new ClassTexts(RequiredWordNet.Value, classes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shares_that_cannot_be_drawn_by_are_refused_by_name()
    {
        Assert.Null(new ClassTextShares().Check());
        Assert.Contains("Hypernym", new ClassTextShares { Hypernym = -1 }.Check(), StringComparison.Ordinal);
        Assert.Contains("Sentence", new ClassTextShares { Sentence = double.NaN }.Check(), StringComparison.Ordinal);
        Assert.Contains("all be 0", new ClassTextShares { Name = 0, Synonym = 0, Hypernym = 0, Definition = 0 }.Check(), StringComparison.Ordinal);
    }
}
