using Orleans.Video.Retrieval.Words;
using Xunit;

namespace Orleans.Video.Retrieval.Tests.Words;

public sealed class LanguagesTests
{
    public static TheoryData<string> All => [.. Languages.All];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_analysis_works_without_cultures(string analysis)
    {
        using var analyzer = new FieldAnalyzer();
        foreach (var text in new[] { "Ελλάδα Straße ISTANBUL'da ประเทศไทย", "मुंबई القاهرة", "東京 서울" })
            Assert.NotEmpty(Tokens.Of(text, analysis, analyzer).ToList());
    }

    [Theory]
    [InlineData("en", "en")]
    [InlineData("EN_gb", "en")]
    [InlineData("zh-Hans-CN", "cjk")]
    [InlineData("jpn", "cjk")]
    [InlineData("nn", "no")]
    [InlineData("ger", "de")]
    [InlineData("und", "")]
    [InlineData("cjk", "")]
    [InlineData("tlh", "")]
    [InlineData("", "")]
    [InlineData("-", "")]
    [InlineData("english", "")]
    [InlineData(null, "")]
    public void A_tag_names_the_analysis_of_its_primary_language(string? tag, string analysis) =>
        Assert.Equal(analysis, Languages.AnalysisOf(tag));

    [Fact]
    public void Tokens_know_their_place_in_the_text()
    {
        using var analyzer = new FieldAnalyzer();
        Assert.Equal(
            [new("the", 0, 0), new("cafe", 1, 4), new("ไท", 2, 9), new("ทย", 3, 10)],
            Tokens.Of("The Café ไทย", Languages.Neutral, analyzer));
        Assert.Equal([new Token("cafe", 1, 4)], Tokens.Of("the cafe", "en", analyzer));
    }
}
