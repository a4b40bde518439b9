using Orleans.Video.Inference.Speech;
using Xunit;

namespace Orleans.Video.Inference.Tests.Speech;

public sealed class ErrorCountTests
{
    [Theory]
    [InlineData("ten of clubs", "ten of clubs", 0, 3)]
    [InlineData("Ten of clubs.", "ten  OF clubs", 0, 3)]
    [InlineData("ten of clubs", "son of close", 2, 3)]
    [InlineData("ten of clubs", "ten clubs", 1, 3)]
    [InlineData("ten of clubs", "", 3, 3)]
    [InlineData("", "one two", 2, 0)]
    [InlineData("it's", "its", 1, 1)]
    public void Words_are_compared_without_case_and_points(string said, string recognised, int edits, int length) =>
        Assert.Equal(new ErrorCount(edits, length), ErrorCount.OfWords(said, recognised));

    [Fact]
    public void Characters_are_compared_one_by_one() => Assert.Equal(new ErrorCount(3, 5), ErrorCount.OfCharacters("a cat,", "a cut s"));
}
