using Orleans.Video.Retrieval.Words;
using Xunit;

namespace Orleans.Video.Retrieval.Tests.Words;

public sealed class QueryPartTests
{
    [Fact]
    public void Words_phrases_and_prefixes_are_told_apart() =>
        Assert.Equal(
            [
                new(PartKind.Word, "red", "red"),
                new(PartKind.Phrase, "the blue train", "\"the blue train\""),
                new(PartKind.Prefix, "sta", "sta*"),
                new(PartKind.Word, "a*b", "a*b"),
                new(PartKind.Word, "(now),", "now"),
            ],
            QueryPart.Parse("  red\t\"the blue train\"sta** a*b\u0000(now), red * \"\""));

    [Fact]
    public void Typographic_quotes_are_quotes() =>
        Assert.Equal([new(PartKind.Phrase, "blue train", "\"blue train\"")], QueryPart.Parse("\u201Eblue\ntrain\u201C"));
}
