using System.Text;
using CsCheck;
using Orleans.Video.Inference.Speech.Ctc;
using Xunit;

namespace Orleans.Video.Inference.Tests.Speech.Ctc;

public sealed class CtcVocabularyTests
{
    [Fact]
    public void The_columns_are_the_files_own()
    {
        var vocabulary = CtcVocabulary.Parse("""{"<s>":1,"|":3,"E":4,"<pad>":0,"<unk>":2,"'":5}"""u8.ToArray());
        Assert.Equal(["<pad>", "<s>", "<unk>", "|", "E", "'"], vocabulary.Tokens);
        Assert.Equal((0, 3), (vocabulary.Blank, vocabulary.Boundary));
        Assert.Equal([null, null, null, null, "E", "'"], Enumerable.Range(0, 6).Select(vocabulary.TextOf));
        Assert.Equal([3, 4, 5], Enumerable.Range(0, 6).Where(vocabulary.IsSpoken));
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{\"a\":0}", "1 tokens")]
    [InlineData("{\"<pad>\":0,\"a\":0}", "same column")]
    [InlineData("{\"<pad>\":0,\"a\":2}", "columns are 0 to 1")]
    [InlineData("{\"<pad>\":0,\"a\":-1}", "columns are 0 to 1")]
    [InlineData("{\"<pad>\":0,\"a\":1,\"a\":1}", "twice")]
    [InlineData("{\"<pad>\":0,\"a\":1.5}", "no whole number")]
    [InlineData("{\"<pad>\":0,\"a\":99999999999}", "no whole number")]
    [InlineData("{\"<pad>\":0,\"a\":{}}", "no whole number")]
    [InlineData("{\"<pad>\":0,\"\":1}", "0 characters")]
    [InlineData("{\"b\":0,\"a\":1}", "no blank")]
    [InlineData("{\"<pad>\":0,\"|\":1}", "no token that is a sound")]
    [InlineData("{\"<pad>\":0,\"a\":1} {}", "JSON")]
    [InlineData("{\"<pad>\":0,\"a\":1", "JSON")]
    public void A_file_that_is_none_is_refused_with_what_is_wrong(string json, string problem) =>
        Assert.Contains(problem, Assert.Throws<InvalidDataException>(() => CtcVocabulary.Parse(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void Whatever_the_bytes_it_is_read_or_refused()
    {
        var good = """{"<pad>":0,"|":1,"A":2,"B":3}"""u8.ToArray();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var bytes = (byte[])good.Clone();
            bytes[at] = value;
            try { return CtcVocabulary.Parse(bytes).Count is 4; }
            catch (InvalidDataException) { return true; }
        });
    }
}
